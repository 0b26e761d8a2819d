import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalDecimal, parseDecimal } from "../exact/decimal.ts";
import { type NumberTexts, parseExact } from "../exact/parse-exact.ts";
import { mayLoseDigits, RecordReader } from "./record-reader.ts";

function read(record: string): RecordReader | null {
  const reader = new RecordReader();
  return reader.read(
    `{"type":"RECORD","stream":"s","record":${record},"version":7,"time_extracted":"t"}`,
    3,
    5,
  )
    ? reader
    : null;
}

it.each([
  "9007199254740993",
  "1.0",
  "-1.00",
  "12345678901234567890.0",
  "1.0e2",
  "-0.1234567890123456789E-7",
  "0.1234567890123456789",
  "NaN",
  "-Infinity",
])("keeps the text of %s", (number) => {
  for (const record of [`{"a":${number}}`, `{"a":[1, ${number}]}`, `{"b":1,"a" : ${number} }`])
    expect([...(read(record)?.numbers.values() ?? [])].flatMap((texts) => [...texts.values()])).toEqual([
      number,
    ]);
});

it.each([
  '{"a":1700000000000000,"b":0.1,"c":-12345.678}',
  '{"id":"1e2","uuid":"a1e2b3c4-1e22-4e11-8e12-123412341234","d":"2024-01-01T00:00:00.000000"}',
  '{"text":"1.0 and 12345678901234567890","ip":"10.0.0.1"}',
])("reads %s the quick way, and as it is", (record) => {
  const found = read(record);
  expect(found?.numbers.size).toBe(0);
  expect(found?.record).toEqual(JSON.parse(record));
  expect([found?.version, found?.timeExtracted, found?.line, found?.receivedAt]).toEqual([7, "t", 3, 5]);
});

it.each(["null", "[]", "5", '"text"', "true"])("says that %s is no record", (record) => {
  expect(read(record)).toBeNull();
  expect(new RecordReader().read("no json", 1, 0)).toBe(false);
  expect(new RecordReader().read('["a"]', 1, 0)).toBe(false);
});

it("overlooks no number that loses digits", () => {
  const number = fc
    .tuple(
      fc.constantFrom("", "-"),
      fc.bigInt(0n, 10n ** 20n),
      fc.constantFrom("", ".0", ".50", ".1234567890123456", ".0e3", ".00E-7", "e+4"),
    )
    .map(([sign, digits, rest]) => `${sign}${digits}${rest}`);
  const blank = fc.constantFrom("", " ", "\t");
  fc.assert(
    fc.property(number, blank, blank, (text, before, after) => {
      for (const line of [
        `{"a":${before}${text}${after}}`,
        `[1,${before}${text}${after},2]`,
        `{"a":[${text}${after}]}`,
      ]) {
        const exact = parseExact(line);
        const kept =
          typeof exact === "string"
            ? []
            : [...exact.numbers.values()].flatMap((texts) => [...texts.values()]);
        expect(kept.every((one) => isOnlyPadded(one)) || mayLoseDigits(line)).toBe(true);
      }
    }),
  );
});

/** `1.50` and `1e4` are written in another way than their double would be, which tells them all the same. */
function isOnlyPadded(text: string): boolean {
  if (/\.0+$/.test(text)) return false;
  const [written, told] = [parseDecimal(text), parseDecimal(String(Number(text)))];
  return written !== null && told !== null && canonicalDecimal(written) === canonicalDecimal(told);
}

it("finds whose number it is, and asks the slow reader where that is not sure", () => {
  const long = "12345678901234567890";
  for (const record of [
    `{"a":${long},"b":1}`,
    `{"a":${long},"b":${long}}`,
    `{"a" : ${long} , "b":{"c":5}}`,
    `{"b":{"a":1},"a":${long}}`,
    `{"a\\u0041":${long}}`,
    `{"list":[1,${long}]}`,
    `{"b":{"c":${long}},"c":${long}}`,
    `{"text":"x \\"a\\": ${long}, y","a":1}`,
    `{"__proto__":${long}}`,
    `{"record":${long}}`,
    `{"a":1.0,"b":2.0,"c":[3.0]}`,
    `{"a":1.0,"a":2.0}`,
  ]) {
    const line = `{"type":"RECORD","stream":"s","record":${record}}`;
    const exact = parseExact(line);
    if (typeof exact === "string") throw new Error(`${exact}: ${line}`);
    const reader = new RecordReader();
    expect(reader.read(line, 1, 1)).toBe(true);
    const expected = (exact.value as { readonly record: object }).record;
    expect(reader.record).toEqual(expected);
    const textsOf = (numbers: NumberTexts) => [...numbers.values()].map((texts) => Object.fromEntries(texts));
    expect(textsOf(reader.numbers)).toEqual(textsOf(exact.numbers));
  }
});
