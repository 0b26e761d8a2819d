import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectViolations, StreamTest, violationsOf } from "../../../test/quality/stream.ts";
import { compareDecimals, parseDecimal } from "../exact/decimal.ts";
import { streamsSettings } from "../settings.ts";

describe("range", () => {
  it("compares numbers exactly, whatever their size", () => {
    expectViolations(
      { range: { field: "v", min: 0, max: 100 } },
      ["0", "100", "-0", "1e2", "99.99", "null", "missing", '"50"', '"1e1"'],
      [
        "-0.0000000000000000000000001",
        "100.00000000000000000000000001",
        "-1",
        "101",
        "1e400",
        "NaN",
        "Infinity",
        '"abc"',
        "true",
        "{}",
        "[]",
        '""',
      ],
    );
  });

  it("keeps digits of its own limits that a double would lose", () => {
    const check = { range: { field: "v", min: { $number: "9007199254740993" }, max: { $number: "0.1e30" } } };
    expectViolations(
      check,
      ["9007199254740993", "100000000000000000000000000000", "1e29"],
      ["9007199254740992", "9007199254740992.999999999999", "100000000000000000000000000001"],
    );
    expectViolations(
      { range: { field: "v", min: 0.1 } },
      ["0.1", "0.10", "1e-1"],
      ["0.09999999999999999999999", "0.0999"],
    );
  });

  it("has open limits too", () => {
    expectViolations(
      { range: { field: "v", above: 0, below: 1 } },
      ["0.5", "1e-300"],
      ["0", "1", "0.0", "1.0"],
    );
  });

  it("compares instants by time", () => {
    expectViolations(
      { range: { field: "v", min: "2024-01-01", max: "2024-12-31T23:59:59Z" } },
      ['"2024-01-01"', '"2024-01-01T00:00:00Z"', '"2024-06-01 12:00:00+0200"', '"2024-12-31T20:59:59-03:00"'],
      ['"2023-12-31T23:59:59.999999Z"', '"2025-01-01"', '"yesterday"', "5", '"2024-01-01T00:30:00+01:00"'],
    );
  });

  it("agrees with decimals of any length", () => {
    const decimal = fc
      .tuple(fc.boolean(), fc.bigInt(0n, 10n ** 30n), fc.integer({ min: -40, max: 20 }))
      .map(([negative, digits, exponent]) => `${negative ? "-" : ""}${digits}e${exponent}`);
    fc.assert(
      fc.property(decimal, decimal, (value, limit) => {
        const check = { range: { field: "v", min: { $number: limit } } };
        const [fires] = violationsOf(check, [`{"v":${value}}`]);
        const order = compareDecimals(parseDecimal(value) as never, parseDecimal(limit) as never);
        expect(fires).toBe(order < 0);
      }),
    );
  });
});

describe("not_null and required", () => {
  it("take a missing field for null, and null for present", () => {
    const records = [{ v: 1 }, { v: null }, {}, { v: "" }, { v: 0 }, { v: false }];
    expect(violationsOf({ not_null: ["v"] }, records)).toEqual([false, true, true, false, false, false]);
    expect(violationsOf({ required: ["v"] }, records)).toEqual([false, false, true, false, false, false]);
    expect(violationsOf({ required: "a[].b" }, [{ a: [] }, { a: [{ b: null }] }, { a: [{}] }, {}])).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it("look at the key properties where no field is named, as each SCHEMA has them", () => {
    const test = new StreamTest({
      streams: { orders: { checks: [{ not_null: {}, on_violation: "drop" }] } },
    });
    expect(test.record({})).toBe("forward");
    test.schema({ properties: { id: {}, "a.b": {} } }, { keys: ["id", "a.b"] });
    expect(test.record({ id: 1, "a.b": 2 })).toBe("forward");
    expect(test.record({ id: null, "a.b": 2 })).toMatchObject({ action: "drop", name: "not_null" });
    expect(test.record({ id: 1, a: { b: 2 } })).toMatchObject({ action: "drop" });
    test.schema({ properties: { id: {} } }, { keys: [] });
    expect(test.record({})).toBe("forward");
  });

  it("find fields named like methods, and __proto__", () => {
    for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty", "valueOf"]) {
      expect(violationsOf({ required: [name] }, ["{}", `{"${name}":1}`])).toEqual([true, false]);
    }
  });
});

describe("length", () => {
  it("counts code points, items, and characters of numbers", () => {
    expectViolations(
      { length: { field: "v", min: 2, max: 4 } },
      ['"ab"', '"😀😀"', '"😀😀😀😀"', "[1,2]", "12", "1.50", "null", "missing", "true"],
      [
        '"a"',
        '"😀"',
        '"abcde"',
        '"😀😀😀😀😀"',
        '""',
        "[1]",
        "[1,2,3,4,5]",
        "1",
        "12345",
        "1.500000000000000000001",
      ],
    );
  });
});

describe("pattern", () => {
  it("searches, unless it is tied to the ends", () => {
    expectViolations(
      { pattern: { field: "v", regex: "^ORD[0-9]+$" } },
      ['"ORD1"', "null", "missing"],
      ['"xORD1"', '"ORD"', '"ORD1\\n"', "5", "true"],
    );
    expectViolations({ pattern: { field: "v", regex: "b+" } }, ['"abc"'], ['"xyz"']);
    expectViolations(
      { pattern: { field: "v", regex: "^(?i)ord\\s\\pL{2}$" } },
      ['"Ord éa"'],
      ['"Ord 11"', '"Ord\\u00a0ab"'],
    );
    expectViolations(
      { pattern: { field: "v", regex: "^[0-9.]+$" } },
      ["12.50", "12345678901234567890"],
      ["-1"],
    );
  });

  it("ends at once on what makes others run away", () => {
    const long = `"${"a".repeat(50_000)}!"`;
    expectViolations({ pattern: { field: "v", regex: "^(a+)+$" } }, [], [long]);
    expectViolations({ pattern: { field: "v", regex: "^(a|aa)*$" } }, [], [long]);
    expectViolations({ pattern: { field: "v", regex: "a*b" } }, [], [long]);
  });
});

describe("enum", () => {
  it("compares values: 1.10 is 1.1, 1 is not its text, both spellings of é are one", () => {
    expectViolations(
      {
        enum: {
          field: "v",
          values: ["OPEN", 1, 1.1, true, "caf\u00e9", { $number: "12345678901234567890" }],
        },
      },
      [
        '"OPEN"',
        "1",
        "1.0",
        "1.10",
        "11e-1",
        "true",
        '"cafe\u0301"',
        "12345678901234567890",
        "null",
        "missing",
      ],
      ['"open"', '"1"', "2", "false", "12345678901234567891", "1.1000000000000000000001", '""', "[]", "{}"],
    );
  });
});

describe("format", () => {
  it("is strict where JSON Schema is, and loose where it is asked to be", () => {
    expectViolations(
      { format: { field: "v", format: "email" } },
      ['"a@b.com"', "null", "missing"],
      ['"a@"', '"@b.com"', "5", '""'],
    );
    expectViolations(
      { format: { field: "v", format: "date-time" } },
      ['"2021-01-01T00:00:00Z"', '"2021-01-01t23:59:59.123456+05:30"'],
      [
        '"2021-01-01T00:00:00"',
        '"2021-01-01 00:00:00"',
        '"2021-01-01 00:00:00+0000"',
        '"20210101T000000Z"',
        '"2021-01-01"',
        '"2016-12-31T23:59:60Z"',
        '"2021-02-30T00:00:00Z"',
        '"2021-13-01T00:00:00Z"',
        '"0000-00-00 00:00:00"',
        '"yesterday"',
      ],
    );
    expectViolations(
      { format: { field: "v", format: "loose-date-time" } },
      [
        '"2021-01-01T00:00:00"',
        '"2021-01-01 00:00:00"',
        '"2021-01-01 00:00:00+0000"',
        '"20210101T000000Z"',
        '"2021-01-01"',
      ],
      ['"2021-02-30T00:00:00Z"', '"yesterday"'],
    );
  });
});

describe("type", () => {
  it("knows whole numbers by their text", () => {
    expectViolations(
      { type: { field: "v", type: "integer" } },
      ["1", "-0", "12345678901234567890123", "1e2", "1e400", "-1E+400", "1.0", "null", "missing"],
      ["1.5", "1.00000000000000000000001", '"1"', "true", "{}", "[]", "NaN"],
    );
    expectViolations({ type: { field: "v", type: ["string", "array"] } }, ['""', "[]"], ["{}", "1", "false"]);
    expectViolations({ type: { field: "v", type: "number" } }, ["1", "1.5"], ['"1"']);
    expectViolations({ type: { field: "v", type: "object" } }, ["{}"], ["[]", "1"]);
  });

  it("says that 1.0 ends an SDK target, and does nothing to the row", () => {
    const test = new StreamTest({
      streams: {
        orders: {
          checks: [{ type: { field: "v", type: "integer" }, on_violation: "quarantine", fail: { count: 1 } }],
        },
      },
    });
    expect([test.record('{"v":1.0}'), test.record('{"v":2}')]).toEqual(["forward", "forward"]);
    const [finding] = test.end();
    expect(finding).toMatchObject({
      check: "type",
      targetCrash: true,
      targetCrashes: 1,
      level: "warn",
      action: "keep",
      firstLine: 1,
    });
  });
});

describe("settings that contradict themselves", () => {
  it.each([
    [{ range: { field: "v" } }],
    [{ range: { field: "v", min: Number.NaN } }],
    [{ range: { field: "v", min: true } }],
    [{ length: { field: "v" } }],
    [{ length: { field: "v", min: -1 } }],
    [{ enum: { field: "v", values: [] } }],
    [{ enum: { field: "v", values: [{}] } }],
    [{ format: { field: "v", format: "zip" } }],
    [{ type: { field: "v", type: "int" } }],
    [{ not_null: [1] }],
    [{ not_null: ["a"], unique: ["a"] }],
    [{ name: "nothing" }],
    [{ nope: [] }],
    [{ not_null: ["a"], warn: {} }],
    [{ not_null: ["a"], warn: { count: 1, percent: 2 } }],
    [{ not_null: ["a"], fail: { percent: 101 } }],
    [{ not_null: ["a"], on_violation: "explode" }],
  ])("%j is refused", (entry) => {
    expect(streamsSettings.safeParse({ orders: { checks: [entry] } }).success).toBe(false);
  });
});
