import { byte } from "./bytes.ts";

const type = Buffer.from('type"');
const stream = Buffer.from('stream"');

/**
 * Whether a part of a line could hold the key `type` or `stream`, also one written with escapes. JSON lets a later key of
 * the same name win, so a head is sure only where this says no. It may say yes for nothing, never no for something.
 */
export function mayRedefine(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const code = bytes[at];
    if (code === byte.quote) {
      const next = bytes[at + 1];
      if (next === byte.t && bytes[at + 2] === byte.y && equals(bytes, at + 1, type)) return true;
      if (next === byte.s && bytes[at + 2] === byte.t && equals(bytes, at + 1, stream)) return true;
    } else if (code === byte.backslash && isEscapedLetter(bytes, at)) return true;
  }
  return false;
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
