import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import { compareDecimals, isMultipleOf, isWhole, parseDecimal } from "./decimal.ts";
import { canonicalExact } from "./exact-value.ts";
import { type ExactJson, parseExact } from "./parse-exact.ts";
import { precisionRisk } from "./precision-risk.ts";
import { newJsonScan, scanJson } from "./scan-json.ts";

function decimal(text: string): NonNullable<ReturnType<typeof parseDecimal>> {
  const value = parseDecimal(text);
  if (value === null) throw new Error(`${text} is no decimal`);
  return value;
}

describe("decimals", () => {
  it.each([
    ["1.10", "1.1", 0],
    ["9007199254740993", "9007199254740992", 1],
    ["0.1234567890123456789", "0.1234567890123456788", 1],
    ["123456789012345678901234567890", "123456789012345678901234567891", -1],
    ["1e400", "1e401", -1],
    ["-1e400", "1e-400", -1],
    ["-0.0", "0", 0],
    ["-2", "-3", 1],
    ["1e2", "100.00", 0],
    ["-5", "-5.0", 0],
    ["1e999999999999", "2", 1],
    ["1e-999999999999", "0", 1],
  ])("%s against %s is %i", (a, b, expected) => {
    expect(compareDecimals(decimal(a), decimal(b))).toBe(expected);
    expect(Math.abs(compareDecimals(decimal(b), decimal(a)))).toBe(Math.abs(expected));
  });

  it.each([
    ["19.99", "0.01", true],
    ["4.02", "0.01", true],
    ["0.07", "0.01", true],
    ["48.867082", "1e-6", true],
    ["19.999", "0.01", false],
    ["123456789.1234567", "1e-20", true],
    ["1e400", "3", false],
    ["3e400", "3", true],
    ["1e999999999", "7", false],
    ["0", "5", true],
    ["-7.5", "2.5", true],
    ["1", "0", false],
    ["5", "1e400", false],
    ["1e-400", "1", false],
    ["2", "4e-1", true],
  ])("%s is a multiple of %s: %s", (value, step, expected) => {
    expect(isMultipleOf(decimal(value), decimal(step))).toBe(expected);
  });

  it("knows what is no number, and what no reader takes", () => {
    for (const text of ["NaN", "-Infinity", "", "1.", "0x1", "9".repeat(5000), "1e99999999999999999999"])
      expect(parseDecimal(text)).toBeNull();
    expect(["1.0", "1e2", "1.5", "15e-1", "100"].map((text) => isWhole(decimal(text)))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it("agree with doubles wherever doubles are sure", () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 100);
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(compareDecimals(decimal(String(a)), decimal(String(b)))).toBe(Math.sign(a - b) || 0);
        expect(isMultipleOf(decimal(String(a)), decimal("0.01"))).toBe(true);
      }),
    );
  });
});

describe("a risk of precision", () => {
  it.each([
    ["9007199254740991", null],
    ["9007199254740993", "integer beyond 2^53"],
    ["1152921504606846976", "integer beyond 2^53"],
    ["0.1", null],
    ["1.10", null],
    ["100.00", null],
    ["0.30000000000000004", null],
    ["0.1234567890123456789", "more digits than a double keeps"],
    ["1e400", "more digits than a double keeps"],
    ["1e-400", "more digits than a double keeps"],
    ["1e22", "integer beyond 2^53"],
    ["NaN", "not a number"],
    ["-Infinity", "not a number"],
  ])("of %s is %s", (text, risk) => {
    expect(precisionRisk(text)).toBe(risk);
  });
});

function exact(text: string): ExactJson {
  const result = parseExact(text);
  if (typeof result === "string") throw new Error(result);
  return result;
}

describe("exact parsing", () => {
  it("gives what JSON.parse gives, for every JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(exact(text).value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it("takes and refuses the same texts as JSON.parse, but for NaN and Infinity", () => {
    const pieces = fc.array(fc.constantFrom(...'{}[]:,"\\ \n0123.eE+-tnf', '"a"', "true", "null", "1.5"), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join("");
        let strict = true;
        try {
          JSON.parse(text);
        } catch {
          strict = false;
        }
        expect(parseExact(text) !== "not JSON").toBe(strict);
      }),
      { numRuns: 3000 },
    );
  });

  it("keeps the text of numbers that a double doesn't tell, and of no other", () => {
    const { value, numbers } = exact('{"a":[1.10,2,9007199254740993],"b":{"c":NaN,"d":1e400,"e":1e-400}}');
    const { a, b } = value as { a: object; b: object };
    expect([...(numbers.get(a) ?? [])]).toEqual([
      ["0", "1.10"],
      ["2", "9007199254740993"],
    ]);
    expect([...(numbers.get(b) ?? [])].map(([key]) => key)).toEqual(["c", "d", "e"]);
    expect(b).toEqual({ c: 0.5, d: 1, e: 0.5 });
  });

  it("finds keys that come twice, wherever they are, and takes the last", () => {
    const { value, duplicates, numbers } = exact('{"a":1.0,"a":2,"b":[{"c":1,"c":{"c":1,"\\u0063":2}}]}');
    expect(duplicates).toEqual(["a", "b.*.c", "b.*.c.c"]);
    expect(value).toEqual({ a: 2, b: [{ c: { c: 2 } }] });
    expect(numbers.get(value as object)?.has("a")).toBe(false);
  });

  it("keeps __proto__ a key like any other", () => {
    const { value } = exact('{"__proto__":{"polluted":1}}');
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("stops at what no reader takes", () => {
    expect(parseExact("[".repeat(5000))).toBe("too deep");
    expect(parseExact(`[${"1".repeat(5000)}]`)).toBe("a number too long");
    expect(typeof exact(`"${"x".repeat(20_000_000)}"`).value).toBe("string");
  });
});

describe("a scan", () => {
  const scanned = (text: string) => {
    const scan = newJsonScan();
    const bytes = Buffer.from(text);
    scanJson(bytes, 0, bytes.length, scan);
    return scan;
  };

  it.each([
    ['{"a":1,"b":[1.5,"x:y{"],"c":"\\"1e9\\""}', { keys: 3, depth: 2 }],
    ['{"a":1.0}', { hasWholeFloat: true }],
    ['{"a":-10.000}', { hasWholeFloat: true }],
    ['{"a":1.01}', { hasWholeFloat: false }],
    ['{"a":9007199254740993}', { hasInexactNumber: true, hasLargeInteger: true }],
    ['{"a":1152921504606846976}', { hasInexactNumber: true, hasLargeInteger: true }],
    ['{"a":0.30000000000000004}', { hasInexactNumber: false }],
    ['{"a":123456789012345}', { hasInexactNumber: false }],
    ['{"a":1e5}', { hasInexactNumber: true }],
    ['{"a":NaN}', { hasInexactNumber: true }],
    ['{"a":"NaN 1e5 9007199254740993"}', { hasInexactNumber: false }],
    ['{"a":\r1}', { hasInnerReturn: true }],
    ['{"a":1}\r', { hasInnerReturn: false }],
  ])("of %s sees %j", (text, expected) => {
    expect(scanned(text)).toMatchObject(expected);
  });

  it("counts every key and every level of any JSON", () => {
    const count = (value: Json): number =>
      typeof value !== "object" || value === null
        ? 0
        : Object.values(value).reduce(
            (sum: number, item: Json) => sum + count(item),
            Array.isArray(value) ? 0 : Object.keys(value).length,
          );
    const depth = (value: Json): number =>
      typeof value !== "object" || value === null
        ? 0
        : 1 + Math.max(0, ...Object.values(value).map((item) => depth(item as Json)));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(scanned(JSON.stringify(value))).toMatchObject({
          keys: count(value as Json),
          depth: depth(value as Json),
        });
      }),
    );
  });

  it("lets no number pass that a double would change", () => {
    const numeral = fc.stringMatching(/^-?(0|[1-9]\d{0,25})(\.\d{1,25})?$/);
    fc.assert(
      fc.property(numeral, (text) => {
        if (precisionRisk(text) === null) return;
        const { hasInexactNumber, hasLargeInteger } = scanned(`{"a":${text}}`);
        expect(hasInexactNumber || hasLargeInteger).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("canonical text", () => {
  it("is equal for equal values only", () => {
    const of = (text: string): string => {
      const { value, numbers } = exact(text);
      return canonicalExact(value, undefined, undefined, numbers);
    };
    expect(of('{"a":1.10,"b":[2]}')).toBe(of('{"b":[2.0],"a":11e-1}'));
    expect(of('["1"]')).not.toBe(of("[1]"));
    expect(of("[9007199254740993]")).not.toBe(of("[9007199254740992]"));
    expect(of("[NaN]")).toBe("[NaN]");
  });
});
