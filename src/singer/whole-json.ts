import { byte, skipBlanks, trimEnd } from "./bytes.ts";
import { parseTolerantJson } from "./tolerant-json.ts";
import { readTopLevel } from "./top-level.ts";

/** Lines longer than this are only walked over: building their values could cost many times their size. */
const longestParsed = 1024 * 1024;

/** Whether the text between `lineStart` and `lineEnd` is one JSON value, or nothing but white space: not torn. */
export function isWholeJson(bytes: Buffer, lineStart: number, lineEnd: number): boolean {
  const start = skipBlanks(bytes, lineStart, lineEnd);
  const end = trimEnd(bytes, start, lineEnd);
  if (start === end) return true;
  if (end - start > longestParsed && bytes[start] === byte.openBrace)
    return readTopLevel(bytes, start, end) !== null;
  return parseTolerantJson(bytes.toString("utf8", start, end)) !== undefined;
}
