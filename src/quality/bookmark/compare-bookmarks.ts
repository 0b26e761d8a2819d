import type { Json } from "../../lib/canonical-json.ts";
import { compareDecimals, parseDecimal } from "../exact/decimal.ts";
import { readInstant } from "../instant/read-instant.ts";

const instant = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Which of two bookmarks is the later one: -1, 0 or 1 as a comparator, `null` where they can't be compared. Instants by
 * time, in the usual form with all their digits, whole numbers exactly, anything else only for equality.
 */
export function compareBookmarks(a: Json, b: Json): -1 | 0 | 1 | null {
  if (a === b) return 0;
  if (isSameForm(a, b)) return a < String(b) ? -1 : 1;
  const numbers = [numberOf(a), numberOf(b)] as const;
  if (numbers[0] !== null && numbers[1] !== null) return compareDecimals(numbers[0], numbers[1]);
  if (typeof a !== "string" || typeof b !== "string") return null;
  const instants = [instantOf(a), instantOf(b)] as const;
  return instants[0] === null || instants[1] === null ? null : compareInstants(instants[0], instants[1]);
}

/** Two instants in UTC, written alike, stand in the order of their texts. This is how most taps write all of them. */
function isSameForm(a: Json, b: Json): a is string {
  return (
    typeof a === "string" &&
    typeof b === "string" &&
    a.length === b.length &&
    isUtcText(a) &&
    isUtcText(b) &&
    a.charCodeAt(10) === b.charCodeAt(10) &&
    a.charCodeAt(19) === b.charCodeAt(19)
  );
}

function isUtcText(text: string): boolean {
  const { length } = text;
  return (
    length >= 20 &&
    length <= 30 &&
    text.charCodeAt(length - 1) === 0x5a &&
    text.charCodeAt(4) === 0x2d &&
    text.charCodeAt(7) === 0x2d &&
    text.charCodeAt(13) === 0x3a &&
    text.charCodeAt(16) === 0x3a
  );
}

function numberOf(value: Json): ReturnType<typeof parseDecimal> {
  if (typeof value === "number") return parseDecimal(String(value));
  return typeof value === "string" && /^-?\d{1,40}$/.test(value) ? parseDecimal(value) : null;
}

interface Instant {
  /** Whole seconds since the epoch. */
  readonly seconds: number;
  readonly fraction: string;
}

function instantOf(text: string): Instant | null {
  const match = instant.exec(text);
  return (match === null ? null : ofUsualForm(match)) ?? ofRareForm(text);
}

/** The basic form, slashes, RFC 2822, a leap second: to the millisecond. Digits alone may as well be a number. */
function ofRareForm(text: string): Instant | null {
  const at = /^-?\d{9,13}(?:\.\d+)?$/.test(text) ? null : readInstant(text);
  if (at === null) return null;
  const seconds = Math.floor(at / 1000);
  return { seconds, fraction: String(at - seconds * 1000).padStart(3, "0") };
}

function ofUsualForm(match: RegExpExecArray): Instant | null {
  const [, day = "", time = "00:00", fraction = "", zone = "Z"] = match;
  const offset =
    zone.toUpperCase() === "Z" || zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const at = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${offset.toUpperCase()}`);
  return Number.isNaN(at) ? null : { seconds: at / 1000, fraction };
}

function compareInstants(a: Instant, b: Instant): -1 | 0 | 1 {
  if (a.seconds !== b.seconds) return a.seconds < b.seconds ? -1 : 1;
  const size = Math.max(a.fraction.length, b.fraction.length);
  const [left, right] = [a.fraction.padEnd(size, "0"), b.fraction.padEnd(size, "0")];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
