// The hashes of `src/quality/columns/value-hash.ts`, of the same values.

const most: u32 = 64;

/** Of a text of ASCII without escapes, which lies in `[from, from + length)`. */
export function hashText(from: u32, length: u32): i32 {
  const seed = <i32>(length ^ 0x9747b28c);
  if (length <= most) return hashSpan(from, from + length, seed);
  const half = most >> 1;
  return hashSpan(from + length - half, from + length, hashSpan(from, from + half, seed));
}

export function hashNumber(value: f64): i32 {
  const bits = reinterpret<u64>(value);
  const low = <i32>bits;
  const high = <i32>(bits >> 32);
  return finish(((low ^ <i32>0x85ebca6b) * <i32>0xcc9e2d51) ^ high);
}

function hashSpan(from: u32, to: u32, seed: i32): i32 {
  let even = seed;
  let odd = ~seed;
  let at = from;
  for (; at + 1 < to; at += 2) {
    even = (even ^ <i32>load<u8>(at)) * <i32>0x5bd1e995;
    odd = (odd ^ <i32>load<u8>(at, 1)) * <i32>0x1b873593;
  }
  if (at < to) even = (even ^ <i32>load<u8>(at)) * <i32>0x5bd1e995;
  return finish(((even ^ (even >>> 15)) * <i32>0xcc9e2d51) ^ finish(odd));
}

function finish(value: i32): i32 {
  const first = (value ^ (value >>> 16)) * <i32>0x85ebca6b;
  const second = (first ^ (first >>> 13)) * <i32>0xc2b2ae35;
  return second ^ (second >>> 16);
}
