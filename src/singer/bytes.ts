/** The bytes that structure a line of JSON. */
export const byte = {
  tab: 0x09,
  newline: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  zero: 0x30,
  six: 0x36,
  seven: 0x37,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  s: 0x73,
  t: 0x74,
  u: 0x75,
  y: 0x79,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Whether a byte is white space inside a line. */
export function isBlank(code: number | undefined): boolean {
  return code === byte.space || code === byte.tab || code === byte.carriageReturn;
}

/** The first position from `at` that is no white space, or `end`. */
export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && isBlank(bytes[position])) position++;
  return position;
}

/** The end of the text without the white space that closes it. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let position = end;
  while (position > start && isBlank(bytes[position - 1])) position--;
  return position;
}
