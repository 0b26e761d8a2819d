import type { Json } from "../lib/canonical-json.ts";
import { type NumberTexts, parseExact } from "./exact/parse-exact.ts";

/** Doubles keep every decimal of so many digits. */
const keptDigits = 15;
const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** How a setting keeps a number that a double would change: `{$number: text}`; `null` where the double does. */
export function exactSetting(value: number, text: string): { readonly $number: string } | null {
  if (!decimal.test(text) || String(value) === text) return null;
  const digits = text
    .replace(/[eE].*$/, "")
    .replaceAll(/\D/g, "")
    .replace(/^0+/, "");
  const isLost = digits.length > keptDigits || !Number.isFinite(value) || (value === 0 && digits !== "");
  return isLost ? { $number: text } : null;
}

/** JSON of a configuration, with all the digits of the numbers in `streams`. Throws a SyntaxError where it is none. */
export function parseSettingsJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  const read = parseExact(text);
  if (
    typeof read === "string" ||
    typeof read.value !== "object" ||
    read.value === null ||
    Array.isArray(read.value)
  )
    return value;
  const { streams } = read.value as { readonly [key: string]: Json };
  return streams === undefined ? value : { ...(value as object), streams: exactly(streams, read.numbers) };
}

function exactly(value: Json, numbers: NumberTexts): Json {
  if (typeof value !== "object" || value === null) return value;
  const texts = numbers.get(value);
  const item = (one: Json, key: string): Json => {
    const text = texts?.get(key);
    return typeof one === "number" && text !== undefined
      ? (exactSetting(Number(text), text) ?? Number(text))
      : exactly(one, numbers);
  };
  if (Array.isArray(value)) return value.map((one: Json, at) => item(one, String(at)));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, item(one as Json, key)]));
}
