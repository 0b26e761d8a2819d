// What collectors of logs put before a line: Airflow, docker compose, containerd, and journald or syslog with a program's name.
const prefix =
  /^(?:\[[^\]]{10,40}\] \{[^}]{1,120}\} [A-Z]+ - |[\w.-]{1,80} +\| |\d{4}-\S{10,32} (?:stdout|stderr) [FP] |[A-Z][a-z]{2} [ \d]\d [\d:]{8} \S{1,80} [\w.-]{1,80}(?:\[\d+\])?: )/;

/** A line without what a collector of logs wrote before it; any other line as it is. */
export function collectedLine(line: string): string {
  return line.replace(prefix, "");
}
