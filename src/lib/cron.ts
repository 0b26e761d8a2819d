import { Cron } from "croner";

/** A cron line of five parts, or `@daily` and its like, by the wall clock of a zone. Raises where it is none. */
export function cronOf(text: string, zone: string): Cron {
  return new Cron(text, { paused: true, timezone: zone, mode: "5-part" });
}

/** What is wrong with a cron line; `null` where it is one that comes again. */
export function cronProblem(text: string): string | null {
  if (/^@(once|manual|none)$/.test(text)) return "never comes again by itself";
  try {
    return cronOf(text, "UTC").nextRun() === null ? "is a cron line that never comes" : null;
  } catch {
    return 'must be a cron line of five parts, such as "0 * * * *" (minute, hour, day, month, weekday)';
  }
}
