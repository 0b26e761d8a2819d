import type { Json } from "../../lib/canonical-json.ts";
import { decimalText } from "./arithmetic.ts";
import { canonicalDecimal, type Decimal, parseDecimal } from "./decimal.ts";
import type { NumberTexts } from "./parse-exact.ts";

/** The text of a number: as it was written, or its double's, which is the same where none was kept. */
export function textOfNumber(
  value: number,
  holder: object | undefined,
  key: string | number | undefined,
  numbers: NumberTexts,
): string {
  const kept = holder === undefined ? undefined : numbers.get(holder)?.get(String(key));
  return kept ?? String(value);
}

/** The shortest text of a number's value, all digits and no exponent: `1.50` and `15e-1` are `1.5`. */
export function plainText(
  value: number,
  holder: object | undefined,
  key: string | number | undefined,
  numbers: NumberTexts,
): string {
  const kept = numbers.size === 0 || holder === undefined ? undefined : numbers.get(holder)?.get(String(key));
  const text = kept ?? String(value);
  if (kept === undefined && !text.includes("e")) return text;
  const exact = parseDecimal(text);
  return exact === null ? text : decimalText(exact);
}

/** The exact value of a number in its object or array; `null` for what has none, such as `NaN`. */
export function decimalAt(
  value: number,
  holder: object | undefined,
  key: string | number | undefined,
  numbers: NumberTexts,
): Decimal | null {
  return parseDecimal(textOfNumber(value, holder, key, numbers));
}

/** One text for equal JSON values: keys in order, numbers by value, so that `1.10` equals `1.1`. */
export function canonicalExact(
  value: Json,
  holder: object | undefined,
  key: string | number | undefined,
  numbers: NumberTexts,
): string {
  if (typeof value === "number") {
    const exact = decimalAt(value, holder, key, numbers);
    return exact === null ? textOfNumber(value, holder, key, numbers) : canonicalDecimal(exact);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map((item: Json, index) => canonicalExact(item, value, index, numbers)).join(",")}]`;
  const entries = Object.entries(value as { readonly [key: string]: Json });
  const texts = entries.map(
    ([name, item]) => `${JSON.stringify(name)}:${canonicalExact(item, value, name, numbers)}`,
  );
  return `{${texts.sort().join(",")}}`;
}
