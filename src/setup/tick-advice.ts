/** Who shall run `pitchpipe tick`. */
export const tickRunners = ["cron", "schedule", "serve", "nobody"] as const;

export type TickRunner = (typeof tickRunners)[number];

/** What the advice is about: where things are on this machine. */
export interface TickPlace {
  readonly root: string;
  /** The program as `meltano.yml` calls it. */
  readonly pitchpipe: string;
  /** The folder of the Node that runs us: cron's own `PATH` seldom has it. */
  readonly nodeFolder: string;
}

/** The lines that make somebody run \`tick\`, to be copied. */
export function tickAdvice(runner: TickRunner, place: TickPlace): string {
  if (runner === "cron") return `Put this line into \`crontab -e\`:\n\n${cronLine(place)}\n`;
  if (runner === "schedule")
    return (
      "Your orchestrator runs it as a Meltano schedule:\n\n" +
      'meltano job add pitchpipe-tick --tasks "pitchpipe:tick"\n' +
      'meltano schedule add pitchpipe-tick --job pitchpipe-tick --interval "* * * * *"\n'
    );
  if (runner === "serve")
    return `Keep this running (a systemd unit, a container); it ticks every 10 seconds:\n\ncd ${quote(place.root)} && ${quote(place.pitchpipe)} serve\n`;
  return "Then only `pitchpipe run` ticks: missed runs and runs it did not start are told late or never.\n";
}

/** A crontab line that ticks every minute. What \`tick\` complains of stays on stderr, which cron mails. */
export function cronLine({ root, pitchpipe, nodeFolder }: TickPlace): string {
  const command = `cd ${quote(root)} && PATH=${quote(nodeFolder)}:$PATH ${quote(pitchpipe)} tick >/dev/null`;
  // In a crontab a bare % is a newline.
  return `* * * * * ${command.replaceAll("%", "\\%")}`;
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
