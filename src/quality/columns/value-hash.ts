/** Texts beyond this are told apart by so many of their characters and their length. */
export const hashedCharacters = 64;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** 32 bits of a text. Not for security: it spreads, it doesn't hide. */
export function hashText(text: string): number {
  const { length } = text;
  let hash = length ^ 0x9747b28c;
  if (length <= hashedCharacters) {
    for (let at = 0; at < length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995);
    return finish(hash);
  }
  const half = hashedCharacters >> 1;
  for (let at = 0; at < half; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995);
  for (let at = length - half; at < length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995);
  return finish(hash);
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
