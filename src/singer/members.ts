import { byte, skipBlanks } from "./bytes.ts";
import { endOfText, endOfValue, textAt } from "./json-walk.ts";

/** A member of an object: its key (`null` for one too long to be looked for), and where its value stands. */
export type Visit = (key: string | null, start: number, end: number) => void;

const longestKey = 1024;

/**
 * Visits the members of the JSON object that begins at `start`, without building it. `false` where its braces, brackets
 * and quotes don't close before `end`; values are not looked into. Answers where the object ends.
 */
export function visitMembers(bytes: Buffer, start: number, end: number, visit: Visit): number | false {
  if (bytes[start] !== byte.openBrace) return false;
  let at = skipBlanks(bytes, start + 1, end);
  if (bytes[at] === byte.closeBrace && at < end) return at + 1;
  for (;;) {
    const next = visitMember(bytes, at, end, visit);
    if (next === false) return false;
    at = skipBlanks(bytes, next, end);
    if (at >= end) return false;
    if (bytes[at] === byte.closeBrace) return at + 1;
    if (bytes[at] !== byte.comma) return false;
    at = skipBlanks(bytes, at + 1, end);
  }
}

function visitMember(bytes: Buffer, at: number, end: number, visit: Visit): number | false {
  const keyEnd = bytes[at] === byte.quote ? endOfText(bytes, at, end) : -1;
  const colon = keyEnd === -1 ? -1 : skipBlanks(bytes, keyEnd, end);
  if (colon === -1 || bytes[colon] !== byte.colon) return false;
  const valueStart = skipBlanks(bytes, colon + 1, end);
  const valueEnd = endOfValue(bytes, valueStart, end);
  if (valueEnd <= valueStart) return false;
  visit(keyEnd - at > longestKey ? null : textAt(bytes, at, keyEnd), valueStart, valueEnd);
  return valueEnd;
}
