import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamTest, violationsOf } from "../../../test/quality/stream.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { canonicalExact } from "../exact/exact-value.ts";
import { parseExact } from "../exact/parse-exact.ts";

const values = [
  "1",
  "1.0",
  "10e-1",
  '"1"',
  "true",
  '"true"',
  "1.10",
  "1.1",
  '"caf\u00e9"',
  '"cafe\u0301"',
  "[1]",
  "[1.0]",
  '{"a":1,"b":2}',
  '{"b":2,"a":1.0}',
  "0",
  "-0",
  "-0.0",
  "9007199254740993",
  "9007199254740992",
  "12345678901234567890123",
  "12345678901234567890124",
  '""',
  '"a,b"',
  "0.1",
  "1e400",
] as const;

describe("unique", () => {
  it("compares values, not texts", () => {
    const rows = [
      "1",
      "1.0",
      '"1"',
      "1.10",
      "1.1",
      "true",
      '"caf\u00e9"',
      '"cafe\u0301"',
      "9007199254740993",
      "9007199254740992",
      "9007199254740993.0",
    ];
    expect(
      violationsOf(
        { unique: ["v"] },
        rows.map((v) => `{"v":${v}}`),
      ),
    ).toEqual([false, true, false, false, true, false, false, true, false, false, true]);
  });

  it("agrees with a set of canonical values", () => {
    const value = fc.constantFrom(...values);
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 60 }), (rows) => {
        for (const fields of [["a"], ["a", "b"]]) {
          const seen = new Set<string>();
          const expected = rows.map(([a, b]) => {
            const key = fields.map((name) => canonicalOf(name === "a" ? a : b)).join("\n");
            const isRepeated = seen.has(key);
            seen.add(key);
            return isRepeated;
          });
          expect(
            violationsOf(
              { unique: fields },
              rows.map(([a, b]) => `{"a":${a},"b":${b}}`),
            ),
          ).toEqual(expected);
        }
      }),
    );
  });

  it("tells the parts of a key apart, and takes one with null for none", () => {
    const rows = [
      ["ab", "c"],
      ["a", "bc"],
      ["a", null],
      ["a", null],
      ["ab", "c"],
    ].map(([a, b]) => ({ a: a as string, b: b as string | null }));
    expect(violationsOf({ unique: ["a", "b"] }, rows)).toEqual([false, false, false, false, true]);
    expect(
      violationsOf({ unique: ["items[].id"] }, [
        { items: [{ id: 1 }, { id: 1 }] },
        { items: [{ id: 2 }] },
        { items: [] },
      ]),
    ).toEqual([true, false, false]);
  });

  it("looks at the key properties by default, and begins anew with another version", () => {
    const test = new StreamTest({ defaults: true }).schema({ properties: { id: {} } }, { keys: ["id"] });
    const row = (id: number, version: number) => test.line(`{"record":{"id":${id}},"version":${version}}`);
    for (const version of [1, 2]) for (const id of [1, 2, 3]) row(id, version);
    const found = () => test.end().filter(({ check }) => check === "unique");
    expect(found()).toEqual([]);
    row(3, 2);
    expect(found()).toMatchObject([
      { check: "unique", name: "unique", field: "id", violations: 1, severity: "warning", level: "warn" },
    ]);
  });

  it("is silent where a tap reads a database's log, unless it is asked for", () => {
    const schema = { properties: { id: {}, _sdc_deleted_at: {} } };
    const byDefault = new StreamTest({ defaults: true }).schema(schema, { keys: ["id"] });
    byDefault.records({ id: 1 }, { id: 1 });
    expect(byDefault.end().filter(({ check }) => check === "unique")).toEqual([]);
    const asked = new StreamTest({ streams: { "*": { checks: [{ unique: [] }] } } }).schema(schema, {
      keys: ["id"],
    });
    expect(asked.records({ id: 1 }, { id: 1 }).end()).toHaveLength(1);
  });

  it("expects the row at the bookmark to come again after a STATE", () => {
    const test = new StreamTest({ streams: { "*": { checks: [{ unique: ["id"] }] } } }).schema(
      { properties: { id: {}, at: {} } },
      { keys: ["id"], bookmarks: ["at"] },
    );
    const row = (id: number, at: number) => test.record({ id, at });
    for (const [id, at] of [
      [1, 10],
      [2, 20],
      [3, 20],
    ] as const)
      row(id, at);
    test.stream().onSegmentEnd();
    for (const [id, at] of [
      [2, 20],
      [3, 20],
      [4, 30],
    ] as const)
      row(id, at);
    expect(test.end()).toEqual([]);
    row(4, 30);
    expect(test.run.findings()).toMatchObject([{ violations: 1, firstLine: 8 }]);
    test.stream().onSegmentEnd();
    row(1, 10);
    expect(test.run.findings()).toMatchObject([{ violations: 2 }]);
  });

  it.each([
    ["text", (at: number) => `id-${at}`],
    ["scattered integers", (at: number) => at * 1_000_003],
  ])(
    "watches fewer keys of %s where memory ends, never says what isn't so, and says what it missed",
    (_, id) => {
      const test = new StreamTest({
        streams: { "*": { checks: [{ unique: ["id"] }] } },
        memoryBytes: 100_000,
      });
      for (let at = 0; at < 40_000; at++) expect(test.record({ id: id(at) })).toBe("forward");
      for (let at = 0; at < 40_000; at++) test.record({ id: id(at) });
      const [repeated, missed] = [...test.end()].sort((a, b) => b.violations - a.violations);
      expect(missed?.message).toMatch(/of 80000 keys \d+\.\d % were compared/);
      expect(missed).toMatchObject({ outcome: "uninspected", violations: 0 });
      const share = Number(missed?.details["share"]);
      expect(share).toBeLessThan(1);
      expect((repeated?.violations ?? 0) / 40_000).toBeCloseTo(share, 1);
    },
  );
});

function canonicalOf(text: string): string {
  const read = parseExact(`{"v":${text}}`);
  if (typeof read === "string") throw new Error(read);
  const value = (read.value as { readonly v: Json }).v;
  return canonicalExact(value, read.value as object, "v", read.numbers).normalize();
}
