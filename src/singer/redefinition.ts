import { byte } from "./bytes.ts";

const { quote, backslash, t, y, s } = byte;
const type = Buffer.from('"type"');
const stream = Buffer.from('"stream"');

/**
 * Whether a part of a line could hold the key `type` or `stream`, also one written with escapes. JSON lets a later key of
 * the same name win, so a head is sure only where this says no. It may say yes for nothing, never no for something.
 */
export function mayRedefine(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const code = bytes[at];
    if (code !== quote && code !== backslash) continue;
    if (code === backslash ? isEscapedLetter(bytes, at) : isHeadKey(bytes, at)) return true;
  }
  return false;
}

function isHeadKey(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  if (next === t) return bytes[at + 2] === y && equals(bytes, at, type);
  return next === s && bytes[at + 2] === t && equals(bytes, at, stream);
}

/** `\u006x` and `\u007x`: the escapes of lower-case letters. */
function isEscapedLetter(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] !== byte.u || bytes[at + 2] !== byte.zero || bytes[at + 3] !== byte.zero) return false;
  return bytes[at + 4] === byte.six || bytes[at + 4] === byte.seven;
}

function equals(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++)
    if (bytes[at + index] !== expected[index]) return false;
  return true;
}
