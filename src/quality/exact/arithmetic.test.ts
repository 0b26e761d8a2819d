import fc from "fast-check";
import { expect, it } from "vitest";
import { add, decimalText, divide, multiply, negate, remainder, truncated } from "./arithmetic.ts";
import { canonicalDecimal, type Decimal, parseDecimal } from "./decimal.ts";

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === null) throw new Error(text);
  return value;
}

function textOf(value: Decimal | null): string | null {
  return value === null ? null : decimalText(value);
}

it.each([
  ["0.1", "0.2", "0.3", "0.02", "0.5", null],
  ["-7", "2", "-5", "-14", "-3.5", "-1"],
  ["1", "3", "4", "3", `0.${"3".repeat(40)}`, "1"],
  ["2", "3", "5", "6", `0.${"6".repeat(39)}7`, "2"],
  ["0", "5", "5", "0", "0", "0"],
  ["5", "0", "5", "0", null, null],
  ["1e99999", "1", null, null, "1e99999", null],
])("%s and %s", (a, b, sum, product, quotient, rest) => {
  expect(textOf(add(decimal(a), decimal(b)))).toBe(sum);
  if (product !== null) expect(textOf(multiply(decimal(a), decimal(b)))).toBe(product);
  expect(textOf(divide(decimal(a), decimal(b)))).toBe(quotient);
  expect(textOf(remainder(decimal(a), decimal(b)))).toBe(rest);
});

it.each([
  ["1.9", "1"],
  ["-1.9", "-1"],
  ["0.9", "0"],
  ["12", "12"],
  ["1e3", "1000"],
])("%s without its fraction is %s", (value, whole) => {
  expect(textOf(truncated(decimal(value)))).toBe(whole);
});

it("writes every decimal so that it reads back as it was", () => {
  const parts = fc.tuple(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: -500, max: 500 }));
  fc.assert(
    fc.property(parts, ([digits, exponent]) => {
      const value = decimal(`${digits}e${exponent}`);
      expect(canonicalDecimal(decimal(decimalText(value)))).toBe(canonicalDecimal(value));
      expect(textOf(add(value, negate(value)))).toBe("0");
    }),
  );
});

it("adds and multiplies as whole numbers do", () => {
  const whole = fc.bigInt(-(10n ** 25n), 10n ** 25n);
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      expect(textOf(add(decimal(String(a)), decimal(String(b))))).toBe(String(a + b));
      expect(textOf(multiply(decimal(String(a)), decimal(String(b))))).toBe(String(a * b));
      if (b !== 0n) expect(textOf(remainder(decimal(String(a)), decimal(String(b))))).toBe(String(a % b));
    }),
  );
});
