/** What can be seen of a line of JSON by walking over its bytes. One object is reused: read it before the next scan. */
export interface JsonScan {
  /** A number that a double doesn't keep, one with an exponent, or a bare `NaN` or `Infinity`. */
  hasInexactNumber: boolean;
  /** A number like `1.0`: a whole one, written with a fraction. */
  hasWholeFloat: boolean;
  /** An integer beyond 2^53, where doubles begin to have gaps. */
  hasLargeInteger: boolean;
  /** A carriage return that is not the line's last byte: Python's readers end the line there. */
  hasInnerReturn: boolean;
  /** How deep objects and arrays lie in one another. */
  depth: number;
  /** Keys of all objects, a key that comes twice counted twice. */
  keys: number;
}

/** Doubles keep every decimal of so many digits. */
const keptDigits = 15;
const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
const dot = 0x2e;
const carriageReturn = 0x0d;

/** What a byte begins outside of a text. */
const begins = { text: 1, number: 2, key: 3, nest: 4, nestEnd: 5, bareWord: 6, return: 7 } as const;
/** What a byte is inside of a number. */
const inNumber = { digit: 1, dot: 2, sign: 4, exponent: 8 } as const;

const kinds = tableOf([
  ['"', begins.text],
  ["-0123456789", begins.number],
  [":", begins.key],
  ["{[", begins.nest],
  ["}]", begins.nestEnd],
  ["NI", begins.bareWord],
  ["\r", begins.return],
]);
const numberParts = tableOf([
  ["0123456789", inNumber.digit],
  [".", inNumber.dot],
  ["-", inNumber.sign],
  ["eE+", inNumber.exponent],
]);

function tableOf(entries: readonly (readonly [string, number])[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const [characters, value] of entries) for (const byte of Buffer.from(characters)) table[byte] = value;
  return table;
}

export function newJsonScan(): JsonScan {
  return {
    hasInexactNumber: false,
    hasWholeFloat: false,
    hasLargeInteger: false,
    hasInnerReturn: false,
    depth: 0,
    keys: 0,
  };
}

/** Walks over `[start, end)`, which should be one line of JSON; what it says of anything else means nothing. */
export function scanJson(bytes: Buffer, start: number, end: number, scan: JsonScan): void {
  scan.hasInexactNumber = false;
  scan.hasWholeFloat = false;
  scan.hasLargeInteger = false;
  scan.hasInnerReturn = false;
  scan.keys = 0;
  scan.depth = 0;
  let depth = 0;
  for (let at = start; at < end; ) {
    const kind = kinds[bytes[at] as number] as number;
    if (kind === begins.text) at = endOfText(bytes, at, end);
    else if (kind === begins.number) at = scanNumber(bytes, at, end, scan);
    else {
      if (kind !== 0) depth = noteMark(kind, depth, scan);
      at++;
    }
  }
  // The one that ends the line is no inner one.
  if (bytes[end - 1] === carriageReturn && bytes.indexOf(carriageReturn, start) === end - 1)
    scan.hasInnerReturn = false;
}

/** Notes a byte that stands between values; answers how deep it is after it. */
function noteMark(kind: number, depth: number, scan: JsonScan): number {
  if (kind === begins.key) scan.keys++;
  else if (kind === begins.nest) {
    if (depth >= scan.depth) scan.depth = depth + 1;
    return depth + 1;
  } else if (kind === begins.nestEnd) return depth - 1;
  else if (kind === begins.bareWord) scan.hasInexactNumber = true;
  else scan.hasInnerReturn = true;
  return depth;
}

/** Just after the text that opens at `open`. */
function endOfText(bytes: Buffer, open: number, end: number): number {
  let at = open + 1;
  while (at < end) {
    const code = bytes[at] as number;
    if (code === quote) return at + 1;
    at += code === backslash ? 2 : 1;
  }
  return end;
}

/** Looks at the number that begins at `from`; answers where it ends. */
function scanNumber(bytes: Buffer, from: number, end: number, scan: JsonScan): number {
  let at = from;
  let parts = 0;
  for (; at < end; at++) {
    const part = numberParts[bytes[at] as number] as number;
    if (part === 0) break;
    parts |= part;
  }
  const digits = at - from - (parts & inNumber.dot ? 1 : 0) - (parts & inNumber.sign ? 1 : 0);
  if (digits > keptDigits || parts & inNumber.exponent) judgeLong(bytes, from, at, scan);
  if (parts & inNumber.dot && fractionIsZero(bytes, at)) scan.hasWholeFloat = true;
  return at;
}

function fractionIsZero(bytes: Buffer, end: number): boolean {
  let at = end - 1;
  while (bytes[at] === zero) at--;
  return bytes[at] === dot;
}

function judgeLong(bytes: Buffer, from: number, end: number, scan: JsonScan): void {
  const text = bytes.toString("latin1", from, end);
  const value = Number(text);
  if (String(value) !== text) scan.hasInexactNumber = true;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) scan.hasLargeInteger = true;
}
