import { DateTime } from "luxon";
import { formatDuration } from "../../lib/duration.ts";

/** An instant as people read it, in a zone: `Mon 2 Mar 09:00`. */
export function localTime(ms: number, zone: string): string {
  return DateTime.fromMillis(ms, { zone, locale: "en" }).toFormat("ccc d LLL HH:mm");
}

/** A length of time without needless digits: `42 m`, `2 h 05 m`. */
export function shortLength(ms: number): string {
  if (ms < 60_000) return formatDuration(ms);
  const rounded = Math.round(ms / 60_000) * 60_000;
  return formatDuration(rounded).replace(/ 0+ (s|m|h)$/, "");
}

/** `2nd`, `3rd`, `24th`. */
export function ordinal(number: number): string {
  const tens = number % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}
