import * as at from "./layout";
import { put, putNumber } from "./slots";

const mostDigits: u32 = 15;
const mostSafe: u64 = 9007199254740991;
/** Some readers refuse numbers of thousands of digits. */
const longest: u32 = 100;

const minus: u8 = 0x2d;
const dot: u8 = 0x2e;
const zero: u8 = 0x30;

/** A number whose double tells it, so that nobody has to look at its text. */
export function walkNumber(value: u32, from: u32, types: u32): u32 {
  const start = load<u8>(from) === minus ? from + 1 : from;
  let p = start;
  let digits: u64 = 0;
  let code = <u32>load<u8>(p) - zero;
  for (; code < 10; code = <u32>load<u8>(p) - zero) {
    digits = digits * 10 + code;
    p++;
  }
  const whole = p - start;
  if (whole === 0 || (whole > 1 && load<u8>(start) === zero)) return 0;
  if (whole > 16 || digits > mostSafe) return types & at.integer ? endOfLong(value, from, p) : 0;
  if (load<u8>(p) === dot) return types & at.fraction ? walkFraction(value, from, p, digits, whole) : 0;
  return endsInExponent(p) || !(types & at.integer) ? 0 : endOfInteger(value, from, p, digits);
}

function endsInExponent(p: u32): bool {
  return (load<u8>(p) | 0x20) === 0x65;
}

/** A number that its double may not tell: where nothing depends on its value, it is a number all the same. */
function endOfLong(value: u32, from: u32, end: u32): u32 {
  if (!(load<u32>(value, at.rulesOf) & at.isLoose) || end - from > longest) return 0;
  return load<u8>(end) === dot || endsInExponent(end) ? 0 : put(value, at.longKind, from, end);
}

function endOfInteger(value: u32, from: u32, end: u32, digits: u64): u32 {
  const isNegative = load<u8>(from) === minus;
  // A zero with a minus has no text of its own.
  if (isNegative && digits === 0) return 0;
  const number: f64 = isNegative ? -(<f64>digits) : <f64>digits;
  const rules = load<u32>(value, at.rulesOf);
  return isWithin(value, rules, number) ? putNumber(value, at.integerKind, number, from, end) : 0;
}

function walkFraction(value: u32, from: u32, point: u32, whole: u64, wholeDigits: u32): u32 {
  const rules = load<u32>(value, at.rulesOf);
  let digits = whole;
  let end = point + 1;
  let isAllZeros = true;
  for (let code = <u32>load<u8>(end) - zero; code < 10; code = <u32>load<u8>(end) - zero) {
    digits = digits * 10 + code;
    if (code !== 0) isAllZeros = false;
    end++;
  }
  const decimals = end - point - 1;
  if (decimals === 0 || endsInExponent(end)) return 0;
  if (isAllZeros && !(load<u32>(value, at.typesOf) & at.integer)) return 0;
  if (wholeDigits + decimals >= mostDigits) return endOfLong(value, from, end);
  if (isAllZeros) return rules & at.isFree ? endOfInteger(value, from, end, whole) : 0;
  if (rules & at.hasDecimals && decimals > load<u32>(value, at.decimalsOf)) return 0;
  const size = <f64>digits / powerOfTen(decimals);
  const number = load<u8>(from) === minus ? -size : size;
  return isWithin(value, rules, number) ? putNumber(value, at.fractionKind, number, from, end) : 0;
}

function powerOfTen(exponent: u32): f64 {
  let power: u64 = 1;
  for (let left = exponent; left > 0; left--) power *= 10;
  return <f64>power;
}

function isWithin(value: u32, rules: u32, number: f64): bool {
  if (rules & at.hasMinimum) {
    const minimum = load<f64>(value, at.minimumOf);
    if (number < minimum || (rules & at.isAbove && number === minimum)) return false;
  }
  if (rules & at.hasMaximum) {
    const maximum = load<f64>(value, at.maximumOf);
    if (number > maximum || (rules & at.isBelow && number === maximum)) return false;
  }
  return true;
}
