/** How bad it is, mildest first. */
export const severities = ["info", "warning", "error", "critical"] as const;
export type Severity = (typeof severities)[number];

/** How soon somebody should look, least urgent first. */
const priorities = ["low", "medium", "high", "critical"] as const;
export type Priority = (typeof priorities)[number];

/** Whether `severity` is `floor` or worse. */
export function atLeast(severity: Severity, floor: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(floor);
}
