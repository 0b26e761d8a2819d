import { describe, expect, it } from "vitest";
import { StreamTest } from "../../../test/quality/stream.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { findingKey } from "../../model/finding.ts";

function withSchema(schema: Json | string): StreamTest {
  const streams = { orders: { checks: [{ schema: {}, on_violation: "quarantine" }] } };
  return new StreamTest({ streams }).schema(schema);
}

const id = { properties: { id: { type: "integer" } } };

describe("schema", () => {
  it("lets good rows flow and says every violation of bad ones by its path", () => {
    const test = withSchema({
      properties: {
        id: { type: "integer" },
        lines: { type: "array", items: { properties: { price: { type: "number", maximum: 10 } } } },
      },
      required: ["id"],
    });
    expect(test.record({ id: 1, lines: [{ price: 1 }] })).toBe("forward");
    expect(test.record({ lines: [{ price: 11 }, { price: "x" }] })).toMatchObject({
      action: "quarantine",
      name: "schema",
    });
    const fields = test.end().map(({ field, violations }) => [field, violations]);
    expect(fields).toEqual(
      expect.arrayContaining([
        ["id", 1],
        ["lines[].price", 2],
      ]),
    );
  });

  it.each<[string, Json | string, string, string]>([
    [
      "draft 4, a boolean exclusiveMaximum",
      { properties: { v: { maximum: 10, exclusiveMaximum: true } } },
      "9",
      "10",
    ],
    [
      "draft 6",
      { $schema: "http://json-schema.org/draft-06/schema#", properties: { v: { exclusiveMaximum: 10 } } },
      "9",
      "10",
    ],
    [
      "draft 7",
      {
        $schema: "http://json-schema.org/draft-07/schema#",
        properties: { v: { items: [{ type: "string" }] } },
      },
      '["a"]',
      "[1]",
    ],
    [
      "2019-09",
      {
        $schema: "https://json-schema.org/draft/2019-09/schema",
        properties: { v: { dependentRequired: { a: ["b"] } } },
      },
      '{"a":1,"b":2}',
      '{"a":1}',
    ],
    [
      "2020-12",
      {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        properties: { v: { prefixItems: [{ type: "string" }] } },
      },
      '["a"]',
      "[1]",
    ],
    [
      "a $ref",
      { definitions: { d: { type: "string" } }, properties: { v: { $ref: "#/definitions/d" } } },
      '"a"',
      "1",
    ],
    [
      "a $ref that goes round",
      {
        $defs: { n: { type: "object", properties: { n: { $ref: "#/$defs/n" } } } },
        properties: { v: { $ref: "#/$defs/n" } },
      },
      '{"n":{"n":{}}}',
      '{"n":{"n":1}}',
    ],
    [
      "x- keywords and inclusion",
      {
        properties: {
          v: {
            type: "integer",
            "x-sql-datatype": "int",
            inclusion: "available",
            selected: true,
            secret: true,
          },
        },
      },
      "1",
      '"1"',
    ],
    [
      "a whole number beyond 2^53",
      '{"properties":{"v":{"maximum":9007199254740992}}}',
      "9007199254740992",
      "9007199254740993",
    ],
    [
      "30 digits",
      '{"properties":{"v":{"maximum":0.123456789012345678901234567890}}}',
      "0.12345678901234567889",
      "0.123456789012345678901234567891",
    ],
    ["multipleOf", { properties: { v: { multipleOf: 0.01 } } }, "19.99", "19.999"],
    [
      "__proto__ as a property",
      '{"properties":{"__proto__":{"type":"integer"}},"required":["v"]}',
      "1",
      "missing",
    ],
    [
      "a property named like a method",
      { properties: { toString: { type: "integer" }, v: { type: "integer" } } },
      "1",
      '"x"',
    ],
    ["NaN", { properties: { v: { type: "string" } } }, '"NaN"', "NaN"],
    [
      "a date",
      { properties: { v: { type: "string", format: "date-time" } } },
      '"2021-01-01T00:00:00Z"',
      '"2021-02-30T00:00:00Z"',
    ],
  ])("reads %s", (_what, schema, good, bad) => {
    const test = withSchema(schema);
    const row = (v: string) => test.record(v === "missing" ? "{}" : `{"v":${v}}`);
    expect(row(good)).toBe("forward");
    expect(row(bad)).toMatchObject({ action: "quarantine" });
  });

  it("says that 1.0 for an integer ends an SDK target, and never acts on the row", () => {
    const test = new StreamTest({
      streams: { orders: { checks: [{ schema: {}, on_violation: "quarantine", fail: { count: 1 } }] } },
    }).schema(id);
    expect(test.record('{"id":1.0}')).toBe("forward");
    expect(test.run.onEnd({ complete: true })).toBe("go on");
    expect(test.run.findings()).toMatchObject([
      { targetCrash: true, field: "id", level: "warn", action: "keep", threshold: null },
    ]);
    expect(
      withSchema({ ...id, $schema: "http://json-schema.org/draft-04/schema#" }).record('{"id":1.0}'),
    ).toMatchObject({ action: "quarantine" });
  });

  it("tells a field's wrong values and those that only end a target apart, and keeps both", () => {
    const test = withSchema(id).records('{"id":"x"}', '{"id":1.0}');
    const found = test.run.findings();
    expect(found).toMatchObject([
      { field: "id", action: "quarantine", targetCrash: true },
      { field: "id", action: "keep", acts: false, targetCrash: true },
    ]);
    expect(new Set(found.map(findingKey)).size).toBe(2);
  });

  it.each<[string, Json]>([
    ["is no object", []],
    ["refers to itself for ever", { $ref: "#" }],
    ["refers to what is not there", { properties: { v: { $ref: "#/definitions/nothing" } } }],
    ["refers to another document", { properties: { v: { $ref: "https://example.com/x.json" } } }],
    ["has a type that is none", { properties: { v: { type: "int" } } }],
  ])("leaves rows uninspected where the SCHEMA %s", (_what, schema) => {
    const test = withSchema(schema);
    expect(test.record('{"v":1}')).toBe("forward");
    const found = test.end();
    expect(found.filter(({ outcome }) => outcome === "violated")).toEqual([]);
    expect(found.map(({ outcome }) => outcome)).toContain("uninspected");
  });

  it("leaves rows before the SCHEMA uninspected, and takes up each new one", () => {
    const test = new StreamTest({ streams: { orders: { checks: [{ schema: {} }] } } });
    test.record({ id: "x" });
    test.schema(id).record({ id: "x" });
    test.schema({ properties: { id: { type: "string" } } }).record({ id: "x" });
    expect(test.end().map(({ outcome, violations, records }) => [outcome, violations, records])).toEqual([
      ["uninspected", 0, 1],
      ["violated", 1, 3],
    ]);
  });

  it("as a default is silent about dates that targets read, and not about those they end on", () => {
    const dates = { properties: { at: { type: "string", format: "date-time" } } };
    const found = (test: StreamTest) =>
      test
        .schema(dates)
        .records({ at: "2021-01-01 00:00:00" }, { at: "2021-02-30T00:00:00Z" })
        .end()
        .filter(({ check }) => check === "schema")
        .map(({ violations, targetCrash }) => [violations, targetCrash]);
    expect(found(new StreamTest({ defaults: true }))).toEqual([[1, true]]);
    expect(found(new StreamTest({ streams: { "*": { checks: [{ schema: {} }] } } }))).toEqual([[2, true]]);
  });

  it.each<[string, Json]>([
    ["anyOf", { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }] }],
    ["oneOf", { oneOf: [{ type: "null" }, { type: "string", format: "date-time" }] }],
    ["allOf", { allOf: [{ type: ["string", "null"] }, { format: "date-time" }] }],
  ])("as a default is as silent about dates within %s", (_, at) => {
    const rows = [{ at: "2021-01-01 00:00:00" }, { at: null }, { at: "2021-01-01T00:00:00" }, { at: "soon" }];
    const test = new StreamTest({ defaults: true }).schema({ properties: { at } });
    const found = test
      .records(...rows)
      .end()
      .filter(({ check }) => check === "schema");
    expect(found).toMatchObject([{ field: "at", violations: 1, firstLine: 5 }]);
  });

  it("knows a number beyond all doubles for what it is", () => {
    const test = withSchema({
      properties: { n: { type: "number" }, i: { type: "integer" }, m: { type: "number", maximum: 1e300 } },
    });
    expect(test.record('{"n":1e400,"i":-1E+400}')).toBe("forward");
    expect(test.record('{"m":1e400}')).toMatchObject({ action: "quarantine" });
  });

  it("reads a schema of 5,000 properties", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [`p${at}`, { type: ["integer", "null"] }]),
    );
    const test = withSchema({ properties });
    expect(test.record({ p0: 1, p4999: null })).toBe("forward");
    expect(test.record({ p4999: "x" })).toMatchObject({ action: "quarantine" });
  });
});
