const clock = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?";
const offset = "(?:[zZ]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
const date = /^\d{4}-\d\d-\d\d$/;
const time = new RegExp(`^${clock}${offset}$`);
const dateTime = new RegExp(`^\\d{4}-\\d\\d-\\d\\d[tT]${clock}${offset}$`);

/** Strict RFC 3339, as Python's validators have it: no leap second. */
export const dateFormats: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => date.test(text) && beginsWithDay(text),
  time: (text) => time.test(text),
  "date-time": (text) => dateTime.test(text) && beginsWithDay(text),
};

const isoDate = "(\\d{4})-?(\\d\\d)-?(\\d\\d)";
const isoTime = "(?:[01]\\d|2[0-3])(?::?[0-5]\\d(?::?[0-5]\\d(?:[.,]\\d+)?)?)?";
const isoOffset = "(?:[zZ]|[+-](?:[01]\\d|2[0-3])(?::?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d+)?)?)?)?";
const parseable: Readonly<Record<string, RegExp>> = {
  date: new RegExp(`^${isoDate}$`),
  time: new RegExp(`^T?${isoTime}${isoOffset}$`),
  "date-time": new RegExp(`^${isoDate}(?:.${isoTime}${isoOffset})?$`, "u"),
};

/** Whether a format is one that SDK targets parse themselves, before and apart from any validation. */
export function isParsedByTargets(format: string): boolean {
  return Object.hasOwn(parseable, format);
}

/** Whether Python's `fromisoformat` (3.11 or newer), with which SDK targets parse such fields, takes the text. */
export function isTargetParseable(format: string, text: string): boolean {
  const match = parseable[format]?.exec(text) ?? null;
  return format === "time" ? match !== null : isCalendarDay(match);
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the `YYYY-MM-DD` that a text begins with is a day. Without taking it apart: every record has some. */
function beginsWithDay(text: string): boolean {
  const pair = (at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * 0x30;
  return isDay(pair(0) * 100 + pair(2), pair(5), pair(8));
}

function isCalendarDay(match: RegExpExecArray | null): boolean {
  return match !== null && isDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (daysOfMonth[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= days;
}
