import { byte } from "./bytes.ts";

/** Just after the value that begins at `at`, or -1 where it doesn't end. */
export function endOfValue(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] === byte.quote) return endOfText(bytes, at, end);
  if (bytes[at] === byte.openBrace || bytes[at] === byte.openBracket) return endOfNest(bytes, at, end);
  let position = at;
  while (position < end && bytes[position] !== byte.comma && bytes[position] !== byte.closeBrace) position++;
  return position;
}

function endOfNest(bytes: Buffer, open: number, end: number): number {
  let depth = 0;
  for (let at = open; at < end; at++) {
    const code = bytes[at];
    if (code === byte.openBrace || code === byte.openBracket) depth++;
    else if (code === byte.closeBrace || code === byte.closeBracket) depth--;
    else if (code === byte.quote) {
      const close = endOfText(bytes, at, end);
      if (close === -1) return -1;
      at = close - 1;
    }
    if (depth === 0) return at + 1;
  }
  return -1;
}

/** Just after the closing quote, or -1. */
export function endOfText(bytes: Buffer, open: number, end: number): number {
  for (let at = open + 1; at < end; at++) {
    const code = bytes[at];
    if (code === byte.quote) return at + 1;
    if (code === byte.backslash) at++;
  }
  return -1;
}

/** Escapes, and what may not stand in a text as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const needsReading = /[\\\u0000-\u001f]/;

/** The text between quotes, or `null` where there is something else. */
export function textAt(bytes: Buffer, start: number, end: number): string | null {
  if (bytes[start] !== byte.quote) return null;
  const raw = bytes.toString("utf8", start + 1, end - 1);
  if (!needsReading.test(raw)) return raw;
  try {
    return String(JSON.parse(bytes.toString("utf8", start, end)));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
