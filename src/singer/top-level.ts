import { byte, skipBlanks } from "./bytes.ts";

/** The last values of `type` and `stream` at the top of a JSON object; `undefined` where there is none. */
export interface TopLevel {
  readonly type: unknown;
  readonly stream: unknown;
}

interface Member {
  readonly key: string | null;
  readonly valueStart: number;
  readonly valueEnd: number;
}

const longestKey = 64;

/**
 * Walks over an object without building it, for lines too long to parse for their head alone. `null` where the braces,
 * brackets and quotes don't close; values are not looked into.
 */
export function readTopLevel(bytes: Buffer, start: number, end: number): TopLevel | null {
  const found: { type: unknown; stream: unknown } = { type: undefined, stream: undefined };
  let at = skipBlanks(bytes, start + 1, end);
  if (bytes[at] === byte.closeBrace) return at === end - 1 ? found : null;
  for (;;) {
    const member = readMember(bytes, at, end);
    if (member === null) return null;
    if (isHeadKey(member.key)) found[member.key] = textAt(bytes, member.valueStart, member.valueEnd);
    at = skipBlanks(bytes, member.valueEnd, end);
    if (bytes[at] === byte.closeBrace) return at === end - 1 ? found : null;
    if (bytes[at] !== byte.comma) return null;
    at = skipBlanks(bytes, at + 1, end);
  }
}

function isHeadKey(key: string | null): key is keyof TopLevel {
  return key === "type" || key === "stream";
}

function readMember(bytes: Buffer, at: number, end: number): Member | null {
  const keyEnd = bytes[at] === byte.quote ? endOfText(bytes, at, end) : -1;
  const colon = keyEnd === -1 ? -1 : skipBlanks(bytes, keyEnd, end);
  if (colon === -1 || bytes[colon] !== byte.colon) return null;
  const valueStart = skipBlanks(bytes, colon + 1, end);
  const valueEnd = endOfValue(bytes, valueStart, end);
  if (valueEnd <= valueStart) return null;
  return { key: keyEnd - at > longestKey ? null : textAt(bytes, at, keyEnd), valueStart, valueEnd };
}

/** Just after the value that begins at `at`, or -1 where it doesn't end. */
function endOfValue(bytes: Buffer, at: number, end: number): number {
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
function endOfText(bytes: Buffer, open: number, end: number): number {
  for (let at = open + 1; at < end; at++) {
    const code = bytes[at];
    if (code === byte.quote) return at + 1;
    if (code === byte.backslash) at++;
  }
  return -1;
}

/** The text between quotes, or `null` where there is something else. */
function textAt(bytes: Buffer, start: number, end: number): string | null {
  if (bytes[start] !== byte.quote) return null;
  try {
    return String(JSON.parse(bytes.toString("utf8", start, end)));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
