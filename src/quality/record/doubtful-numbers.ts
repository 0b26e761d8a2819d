/** Every decimal of so many digits comes back from a double as it was. */
const keptDigits = 15;
const zero = 0x30;
const nine = 0x39;
const dot = 0x2e;
const quote = 0x22;
const colon = 0x3a;

/** A number in a line that its double may not tell. */
export interface DoubtfulNumber {
  readonly text: string;
  /** The property it is the value of; `null` where the text alone doesn't say (in a list, or after an escaped name). */
  readonly key: string | null;
}

const none: readonly DoubtfulNumber[] = [];

/**
 * The numbers of a line of JSON that a double may change: those of many digits, and those like `1.0`. It looks at every
 * sixteenth character only, because a long run of digits can't lie between, and at what follows each `.0`. What stands in a
 * text may be taken for a number. One with an exponent is told by its double, unless it is beyond all doubles.
 */
export function doubtfulNumbers(line: string): readonly DoubtfulNumber[] {
  let found: DoubtfulNumber[] | null = null;
  const { length } = line;
  for (let at = keptDigits; at < length; at += keptDigits + 1) {
    const code = line.charCodeAt(at);
    if ((code > nine || code < zero) && code !== dot) continue;
    const number = longAround(line, at);
    if (number !== null && !isSame(found?.at(-1), number)) found = [...(found ?? none), number];
  }
  for (let at = line.indexOf(".0"); at !== -1; at = line.indexOf(".0", at + 2)) {
    const number = wholeAround(line, at);
    if (number !== null) found = [...(found ?? none), number];
  }
  return found ?? none;
}

/** A run of digits may be met more than once. */
function isSame(last: DoubtfulNumber | undefined, number: DoubtfulNumber): boolean {
  return last !== undefined && last.text === number.text && last.key === number.key;
}

/** The number around a place, where it has more digits than a double keeps and its double's text is another. */
function longAround(line: string, at: number): DoubtfulNumber | null {
  let start = at;
  while (start > 0 && isDigitOrDot(line.charCodeAt(start - 1))) start--;
  let end = at + 1;
  while (end < line.length && isDigitOrDot(line.charCodeAt(end))) end++;
  return end - start > keptDigits ? numberAt(line, start, end) : null;
}

/** The number around a `.0`, where nothing but zeros is behind its dot. */
function wholeAround(line: string, at: number): DoubtfulNumber | null {
  let end = at + 2;
  while (line.charCodeAt(end) === zero) end++;
  if (!endsNumber(line.charCodeAt(end)) && (line.charCodeAt(end) | 0x20) !== 0x65) return null;
  let start = at;
  while (start > 0 && isDigitOrDot(line.charCodeAt(start - 1))) start--;
  return start < at && at + 1 - start <= keptDigits ? numberAt(line, start, end) : null;
}

function numberAt(line: string, from: number, to: number): DoubtfulNumber | null {
  const start = line[from - 1] === "-" ? from - 1 : from;
  const hasExponent = (line.charCodeAt(to) | 0x20) === 0x65;
  const end = to + (hasExponent ? (/^[eE][+-]?\d+/.exec(line.slice(to, to + 20))?.[0].length ?? 0) : 0);
  const before = line[start - 1];
  if (!isOneOf(before, ":,[ \t") || !endsNumber(line.charCodeAt(end))) return null;
  const text = line.slice(start, end);
  return String(Number(text)) === text ? null : { text, key: keyBefore(line, start) };
}

/** The name before a number, where it is written without escapes. */
function keyBefore(line: string, start: number): string | null {
  let at = start - 1;
  while (isOneOf(line[at], " \t")) at--;
  if (line.charCodeAt(at) !== colon) return null;
  at--;
  while (isOneOf(line[at], " \t")) at--;
  if (line.charCodeAt(at) !== quote) return null;
  const open = line.lastIndexOf('"', at - 1);
  const key = line.slice(open + 1, at);
  return open === -1 || line[open - 1] === "\\" || key.includes("\\") ? null : key;
}

function isDigitOrDot(code: number): boolean {
  return (code >= zero && code <= nine) || code === dot;
}

function isOneOf(character: string | undefined, allowed: string): boolean {
  return character !== undefined && allowed.includes(character);
}

/** Whether a number can end before this character: a comma, a bracket, a blank, or the end of the line. */
function endsNumber(code: number): boolean {
  return (
    code === 0x2c ||
    code === 0x7d ||
    code === 0x5d ||
    code === 0x20 ||
    code === 0x09 ||
    code === 0x0d ||
    Number.isNaN(code)
  );
}
