import type { Json } from "../../lib/canonical-json.ts";

/**
 * When something happened, milliseconds since the epoch, from the shapes in which sources write it: RFC 3339 with or
 * without T and zone, `+0200`, a date alone, the basic form `20210101T000000Z`, slashes, RFC 2822, seconds or
 * milliseconds since the epoch as number or text. Without a zone it is UTC. `null` for anything else.
 */
export function readInstant(value: Json | undefined): number | null {
  if (typeof value === "number") return ofNumber(value);
  if (typeof value !== "string" || value.length > 64) return null;
  if (/^-?\d{9,13}(?:\.\d+)?$/.test(value)) return ofNumber(Number(value));
  return ofIso(value.trim()) ?? ofBasic(value) ?? ofSlashes(value) ?? ofMail(value);
}

/** Seconds until the year 5138, milliseconds since 1973: the two don't meet. */
const leastMilliseconds = 1e11;
/** Before 1973 as seconds a number says anything but a time. */
const leastSeconds = 1e8;
const mostMilliseconds = 8.64e15;

function ofNumber(value: number): number | null {
  const size = Math.abs(value);
  if (!(size >= leastSeconds && size <= mostMilliseconds)) return null;
  return size < leastMilliseconds ? value * 1000 : value;
}

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?\s?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?$/;
const basic = /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)()(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const slashes =
  /^(\d{4})\/(\d\d)\/(\d\d)(?: (\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/;
const mail = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|[+-]\d{4})$/;

function ofIso(text: string): number | null {
  return ofParts(iso.exec(text));
}

function ofBasic(text: string): number | null {
  return ofParts(basic.exec(text));
}

function ofSlashes(text: string): number | null {
  return ofParts(slashes.exec(text));
}

function ofMail(text: string): number | null {
  if (!mail.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function ofParts(match: RegExpExecArray | null): number | null {
  if (match === null) return null;
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", fraction = "", zone] =
    match;
  const [y, m, d, h, n, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = Date.UTC(y, m - 1, d, h, n, s, Number(fraction.padEnd(3, "0").slice(0, 3)));
  const read = new Date(at);
  // A 30th of February would otherwise be a day in March; a leap second is the second after.
  const isDay = read.getUTCMonth() === m - 1 || (s === 60 && h === 23);
  if (m < 1 || m > 12 || d < 1 || h > 24 || n > 59 || s > 60 || !isDay) return null;
  return at - offsetOf(zone);
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || /^(?:Z|UTC)$/i.test(zone)) return 0;
  const [, hours = "0", minutes = "0"] = /(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return zone.startsWith("-") ? -offset : offset;
}
