import { parseDuration } from "../../lib/duration.ts";
import { UsageError } from "../../lib/errors.ts";

/** The milliseconds, more than none, that an option was given as `30s` or `7d`. Raises `USAGE` for anything else. */
export function durationOption(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new UsageError({
    code: "USAGE",
    what: `${option} ${JSON.stringify(text)} is no duration.`,
    whatToDo: "Write it like 30s, 15m, 24h or 7d.",
  });
}
