/** A number as it was written: `(negative ? -1 : 1) × digits × 10^exponent`, without zeros at the end of `digits`. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly exponent: number;
  /** Decimal digits in `digits`; 0 for zero. */
  readonly size: number;
}

const shape = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** CPython refuses to read longer integers, so nothing behind us reads them either. */
export const mostDigits = 4300;

/** The exact value of a JSON number, or `null` for `NaN`, the infinities, and what no reader takes. */
export function parseDecimal(text: string): Decimal | null {
  const match = shape.exec(text);
  if (match === null || text.length > mostDigits) return null;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const written = `${whole}${fraction}`.replace(/^0+/, "");
  const digits = written.replace(/0+$/, "");
  const exponent = Number(power) - fraction.length + written.length - digits.length;
  if (!Number.isSafeInteger(exponent)) return null;
  if (digits === "") return { negative: false, digits: 0n, exponent: 0, size: 0 };
  return { negative: sign === "-", digits: BigInt(digits), exponent, size: digits.length };
}

/** -1, 0 or 1, like a comparator. Never expands an exponent. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [signA, signB] = [signOf(a), signOf(b)];
  if (signA !== signB) return signA < signB ? -1 : 1;
  if (signA === 0) return 0;
  const larger = compareMagnitudes(a, b);
  return (signA === 1 || larger === 0 ? larger : -larger) as -1 | 0 | 1;
}

/** Whether a value is a whole number of steps; `false` for a step of zero. */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  if (step.size === 0) return false;
  if (value.size === 0) return true;
  const shift = value.exponent - step.exponent;
  if (shift >= 0) return (value.digits * powerModulo(10n, shift, step.digits)) % step.digits === 0n;
  // `digits` has no zero at its end, but the step may bring factors of ten; it has at most so many of them.
  if (-shift >= value.size) return false;
  return value.digits % (step.digits * 10n ** BigInt(-shift)) === 0n;
}

/** Whether the value has no fraction. `1.0` and `1e2` have none. */
export function isWhole(value: Decimal): boolean {
  return value.exponent >= 0;
}

/** The one text of equal values: `1.10`, `1.1` and `11e-1` give the same. */
export function canonicalDecimal(value: Decimal): string {
  return `${value.negative ? "-" : ""}${value.digits}e${value.exponent}`;
}

function signOf(value: Decimal): -1 | 0 | 1 {
  if (value.size === 0) return 0;
  return value.negative ? -1 : 1;
}

function compareMagnitudes(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [topA, topB] = [a.size + a.exponent, b.size + b.exponent];
  if (topA !== topB) return topA < topB ? -1 : 1;
  // With the same top digit the exponents differ by no more than the sizes do.
  const shift = a.exponent - b.exponent;
  const left = shift > 0 ? a.digits * 10n ** BigInt(shift) : a.digits;
  const right = shift < 0 ? b.digits * 10n ** BigInt(-shift) : b.digits;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function powerModulo(base: bigint, power: number, modulus: bigint): bigint {
  let result = 1n % modulus;
  let square = base % modulus;
  for (let rest = BigInt(power); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
