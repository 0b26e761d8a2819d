import { isDay, isInstant } from "./dates";
import * as at from "./layout";
import { base, putText } from "./slots";

const quote: u8 = 0x22;
const backslash: u8 = 0x5c;
const space: u8 = 0x20;

/** Whether an entry's text and its closing quote stand here. */
export function stands(entry: u32, p: u32): bool {
  let own = base + load<u32>(entry, at.textOf);
  let left = load<i32>(entry, at.lengthOf);
  let other = p;
  while (left > 16) {
    if (v128.any_true(v128.xor(v128.load(own), v128.load(other)))) return false;
    own += 16;
    other += 16;
    left -= 16;
  }
  // Behind the last piece lies the mask of what counts of it.
  return !v128.any_true(v128.and(v128.xor(v128.load(own), v128.load(other)), v128.load(own, 16)));
}

/** Where a text ends or something in it needs care: a quote, a backslash, a control character. */
function careful(v: v128): i32 {
  const quotes = i8x16.eq(v, i8x16.splat(<i8>quote));
  const slashes = i8x16.eq(v, i8x16.splat(<i8>backslash));
  const controls = i8x16.lt_u(v, i8x16.splat(<i8>space));
  return i8x16.bitmask(v128.or(v128.or(quotes, slashes), controls));
}

/** Just after the closing quote of a key that nobody asked for. One with an escape might be another key. */
export function endOfKey(from: u32): u32 {
  let p = from;
  while (true) {
    const marks = careful(v128.load(p));
    if (marks !== 0) {
      p += ctz(marks);
      return load<u8>(p) === quote ? p + 1 : 0;
    }
    p += 16;
  }
}

export function walkText(value: u32, from: u32): u32 {
  const rules = load<u32>(value, at.rulesOf);
  const start = from + 1;
  let p = start;
  let isPlain = true;
  let high: i32 = 0;
  while (true) {
    const v = v128.load(p);
    const marks = careful(v);
    if (marks === 0) {
      high |= i8x16.bitmask(v);
      p += 16;
      continue;
    }
    const before = ctz(marks);
    high |= i8x16.bitmask(v) & ((1 << before) - 1);
    p += before;
    const code = load<u8>(p);
    if (code === quote) break;
    if (code !== backslash) return 0;
    p = afterEscape(p + 1);
    if (p === 0) return 0;
    isPlain = false;
  }
  if (high !== 0) isPlain = false;
  if (rules & at.hasText) if (!isPlain || !keeps(value, rules, start, p)) return 0;
  putText(value, isPlain, start, p);
  return p + 1;
}

/** Whether a text of ASCII without escapes is as the rules want it. */
function keeps(value: u32, rules: u32, start: u32, end: u32): bool {
  if (rules & at.hasLength) {
    const length = end - start;
    if (length < load<u32>(value, at.leastOf) || length > load<u32>(value, at.mostOf)) return false;
  }
  if (rules & at.isDateTime && !isInstant(start, end, false)) return false;
  if (rules & at.isLooseDateTime && !isInstant(start, end, true)) return false;
  if (rules & at.isDate && !isDay(start, end)) return false;
  return !(rules & at.isOneOf) || isListed(base + load<u32>(value, at.textsOf), start);
}

function isListed(texts: u32, start: u32): bool {
  let entry = texts + 8;
  for (let left = load<u32>(texts); left > 0; left--, entry += 8) if (stands(entry, start)) return true;
  return false;
}

/** Just after an escape, whose first character is here. */
function afterEscape(p: u32): u32 {
  const code = load<u8>(p);
  if (code === 0x75) {
    for (let digit: u32 = 1; digit <= 4; digit++) {
      const hex = <u32>load<u8>(p + digit);
      if (hex - 0x30 >= 10 && (hex | 0x20) - 0x61 >= 6) return 0;
    }
    return p + 5;
  }
  // " \ / b f n r t
  const isShort =
    code === quote || code === backslash || code === 0x2f || code === 0x62 || code === 0x66 || code === 0x6e;
  return isShort || code === 0x72 || code === 0x74 ? p + 1 : 0;
}
