import { DateTime } from "luxon";
import { formatDuration } from "../../lib/duration.ts";

/** An instant as people read it, in a zone: `Mon 2 Mar 09:00`. */
export function localTime(ms: number, zone: string): string {
  return DateTime.fromMillis(ms, { zone, locale: "en" }).toFormat("ccc d LLL HH:mm");
}

/** The same in short, beside a clock: `09:00`, on another day `Tue 09:00`. */
export function clockTime(
  ms: number,
  { zone, now }: { readonly zone: string; readonly now: number },
): string {
  const at = DateTime.fromMillis(ms, { zone, locale: "en" });
  const isToday = at.hasSame(DateTime.fromMillis(now, { zone }), "day");
  return at.toFormat(isToday ? "HH:mm" : "ccc HH:mm");
}

/** A length of time without needless digits: `42 m`, `2 h 05 m`. */
export function shortLength(ms: number): string {
  if (ms < 60_000) return formatDuration(ms);
  const rounded = Math.round(ms / 60_000) * 60_000;
  return formatDuration(rounded).replace(/ 0+ (s|m|h)$/, "");
}
