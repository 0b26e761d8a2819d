import { type Decimal, parseDecimal } from "./decimal.ts";

/** Digits that a quotient without an end is rounded to. */
const quotientDigits = 40;
/** Exponents further apart than this make numbers that nobody can hold. */
const widest = 5000;

/** The sum; `null` where it would have too many digits. */
export function add(a: Decimal, b: Decimal): Decimal | null {
  const exponent = Math.min(a.exponent, b.exponent);
  const [left, right] = [scaled(a, exponent), scaled(b, exponent)];
  return left === null || right === null ? null : decimalOf(left + right, exponent);
}

/** The same number with the other sign. */
export function negate(value: Decimal): Decimal {
  return value.size === 0 ? value : { ...value, negative: !value.negative };
}

/** The product; `null` where it would have too many digits. */
export function multiply(a: Decimal, b: Decimal): Decimal | null {
  if (a.size + b.size > widest) return null;
  return decimalOf(signed(a) * signed(b), a.exponent + b.exponent);
}

/** The quotient, to forty digits where it has no end; `null` for a division by zero. */
export function divide(a: Decimal, b: Decimal): Decimal | null {
  if (b.size === 0) return null;
  const shift = Math.max(0, quotientDigits + 1 + b.size - a.size);
  if (shift > widest) return null;
  const left = (a.negative ? -a.digits : a.digits) * 10n ** BigInt(shift);
  const right = b.negative ? -b.digits : b.digits;
  return rounded(decimalOf(left / right, a.exponent - b.exponent - shift));
}

/** What is left of a division of whole numbers, with the sign of the first; `null` where they are not whole, or by zero. */
export function remainder(a: Decimal, b: Decimal): Decimal | null {
  if (b.size === 0) return null;
  const [left, right] = [scaled(a, 0), scaled(b, 0)];
  return left === null || right === null ? null : decimalOf(left % right, 0);
}

/** A number without its fraction, towards zero; `null` where it would have too many digits. */
export function truncated(value: Decimal): Decimal | null {
  if (value.exponent >= 0) return value;
  if (-value.exponent >= value.size) return decimalOf(0n, 0);
  return decimalOf(signed(value) / 10n ** BigInt(-value.exponent), 0);
}

/** A decimal as people write it, never with an exponent where that is reasonable. */
export function decimalText({ negative, digits, exponent, size }: Decimal): string {
  const sign = negative ? "-" : "";
  if (Math.abs(exponent) > 400) return `${sign}${digits}e${exponent}`;
  if (exponent >= 0) return `${sign}${digits}${"0".repeat(size === 0 ? 0 : exponent)}`;
  const text = String(digits).padStart(1 - exponent, "0");
  return `${sign}${text.slice(0, exponent)}.${text.slice(exponent)}`;
}

function signed({ negative, digits }: Decimal): bigint {
  return negative ? -digits : digits;
}

/** The digits as steps of ten to the exponent; `null` where it is no whole number of them, or far too many. */
function scaled(value: Decimal, exponent: number): bigint | null {
  const shift = value.size === 0 ? 0 : value.exponent - exponent;
  return shift < 0 || shift > widest ? null : signed(value) * 10n ** BigInt(shift);
}

function decimalOf(digits: bigint, exponent: number): Decimal | null {
  return parseDecimal(`${digits}e${exponent}`);
}

function rounded(value: Decimal | null): Decimal | null {
  if (value === null || value.size <= quotientDigits) return value;
  const cut = value.size - quotientDigits;
  const unit = 10n ** BigInt(cut);
  const digits = (value.digits + unit / 2n) / unit;
  return decimalOf(value.negative ? -digits : digits, value.exponent + cut);
}
