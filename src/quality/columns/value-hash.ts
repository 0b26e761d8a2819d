/** Texts beyond this are told apart by so many of their characters and their length. */
export const hashedCharacters = 64;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** 32 bits of a text. Not for security: it spreads, it doesn't hide. */
export function hashText(text: string): number {
  const { length } = text;
  if (length <= hashedCharacters) return hashSpan(text, 0, length, length ^ 0x9747b28c);
  const half = hashedCharacters >> 1;
  return hashSpan(text, length - half, length, hashSpan(text, 0, half, length ^ 0x9747b28c));
}

/** Two lanes, because each step waits for the one before it. */
function hashSpan(text: string, from: number, to: number, seed: number): number {
  let even = seed;
  let odd = ~seed;
  let at = from;
  for (; at + 1 < to; at += 2) {
    even = Math.imul(even ^ text.charCodeAt(at), 0x5bd1e995);
    odd = Math.imul(odd ^ text.charCodeAt(at + 1), 0x1b873593);
  }
  if (at < to) even = Math.imul(even ^ text.charCodeAt(at), 0x5bd1e995);
  return finish(Math.imul(even ^ (even >>> 15), 0xcc9e2d51) ^ finish(odd));
}

/** 32 bits of a number; equal numbers have equal ones, zero has one. */
export function hashNumber(value: number): number {
  number[0] = value === 0 ? 0 : value;
  return finish(Math.imul((words[0] as number) ^ 0x85ebca6b, 0xcc9e2d51) ^ (words[1] as number));
}

/** Every bit reaches every other (the end of MurmurHash3). */
function finish(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
