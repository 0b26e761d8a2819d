import { DateTime } from "luxon";
import { parseDuration } from "../../lib/duration.ts";
import { UsageError } from "../../lib/errors.ts";

/** How a time was given on a command line, and what it is relative to. */
interface GivenTime {
  readonly option: string;
  readonly text: string;
  readonly now: number;
  /** The zone of a time that names none. */
  readonly zone: string | undefined;
}

/** The time so long ago (`7d`) or at a date (`2026-01-31`, `2026-01-31T08:00`). Raises `USAGE` for anything else. */
export function pastMoment(given: GivenTime): number {
  return moment(given, -1);
}

/** The time so long from now (`2h`) or at a date. Raises `USAGE` for one that is not to come. */
export function futureMoment(given: GivenTime): number {
  const at = moment(given, 1);
  if (at > given.now) return at;
  throw new UsageError({
    code: "USAGE",
    what: `${given.option} ${given.text} is over already.`,
    whatToDo: "Give a time that is still to come, or a duration such as 2h.",
  });
}

/** Any time: at a date, or so long from now. */
export function anyMoment(given: GivenTime): number {
  return moment(given, 1);
}

function moment({ option, text, now, zone }: GivenTime, direction: 1 | -1): number {
  const duration = parseDuration(text);
  if (duration !== null) return now + direction * duration;
  const date = DateTime.fromISO(text, zone === undefined ? {} : { zone });
  if (date.isValid) return date.toMillis();
  throw new UsageError({
    code: "USAGE",
    what: `${option} does not take ${text}.`,
    whatToDo: "Give a duration such as 90m, 26h or 7d, or a time such as 2026-01-31T08:00.",
  });
}
