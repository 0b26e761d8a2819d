import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { inspectPipe } from "./inspect-capture.ts";
import { done, inspectLines, problemOf, record, schema, toldOf } from "./sample-lines.ts";

describe("the rows of the failure table: records", () => {
  it("record violates schema: all violations of all records, by path, values masked", async () => {
    const document = await inspectLines(
      schema({}, { id: { type: "integer" }, a: { type: "array", items: { type: "string", maxLength: 3 } } }),
      record('{"id":"Secret-77","a":["x",5,"long one"]}'),
      record('{"id":2,"a":[true]}'),
      done,
    );
    expect(document.problems).toMatchObject([
      {
        kind: "record_violates_schema",
        variant: "type",
        path: "$.id",
        line: 2,
        count: 1,
        samples: ['"Aaaaaa-99"'],
      },
      { variant: "type", path: "$.a[*]", lines: [2, 3], count: 2, target_crash: true },
      { variant: "maxLength", path: "$.a[*]", line: 2, count: 1 },
    ]);
    expect(document.streams).toMatchObject([{ violations: 4, invalid_records: 2 }]);
    expect(JSON.stringify(document)).not.toContain("Secret");
  });

  it("record violates schema: 1.0 for an integer is valid from draft 6 on, and ends an SDK target", async () => {
    const modern = await inspectLines(schema(), record('{"id":1.0}'), done);
    expect(modern.problems).toMatchObject([
      { variant: "float_for_integer", path: "$.id", target_crash: true },
    ]);
    expect(modern.streams).toMatchObject([{ violations: 0, invalid_records: 0 }]);
    const $schema = "http://json-schema.org/draft-04/schema#";
    const old = await inspectLines(
      schema({ schema: { $schema, properties: { id: { type: "integer" } } } }),
      record('{"id":1.0}'),
      done,
    );
    expect(old.problems).toMatchObject([{ variant: "type", path: "$.id" }]);
    expect(old.streams).toMatchObject([{ violations: 1 }]);
  });

  it.each([
    ['"2021-01-01T00:00:00Z"', null, null],
    ['"2021-01-01T00:00:00"', "warning", false],
    ['"2021-01-01 00:00:00+00:00"', "warning", false],
    ['"20210101T000000Z"', "warning", false],
    ['"2016-12-31T23:59:60Z"', "error", true],
    ['"2021-02-30T00:00:00Z"', "error", true],
    ['"0000-00-00 00:00:00"', "error", true],
  ])("record violates schema: the date-time %s", async (value, severity, crash) => {
    const document = await inspectLines(
      schema({}, { id: {}, t: { type: "string", format: "date-time" } }),
      record(`{"id":1,"t":${value}}`),
      done,
    );
    expect(document.problems).toMatchObject(
      severity === null ? [] : [{ variant: "format", severity, target_crash: crash }],
    );
  });

  it("duplicate / null / missing keys, and a key that is in no schema", async () => {
    const document = await inspectLines(
      schema({}, { id: {} }),
      record('{"id":1}'),
      record('{"id":1}'),
      record('{"id":"1"}'),
      record('{"id":1.0}'),
      record('{"id":null}'),
      record("{}"),
      done,
    );
    expect(document.problems).toMatchObject([
      { kind: "duplicate_null_missing_keys", variant: "null_key", line: 6, count: 1 },
      { variant: "missing_key", line: 7, count: 1, target_crash: true },
      { variant: "duplicate_key", lines: [3, 5], count: 2 },
    ]);
    const elsewhere = await inspectLines(schema({ key_properties: ["nbr"] }), record('{"nbr":1}'), done);
    expect(toldOf(elsewhere)).toEqual(["duplicate_null_missing_keys key_not_in_schema"]);
  });

  it("duplicate / null / missing keys: two columns, exact numbers, and both spellings of é", async () => {
    const two = schema({ key_properties: ["id", "v"] }, { id: {}, v: {} });
    const lines = [
      '{"id":9007199254740993,"v":"e\u0301"}',
      '{"id":9007199254740992,"v":"\u00e9"}',
      '{"id":9007199254740993,"v":"\u00e9"}',
    ];
    const document = await inspectLines(two, ...lines.map((line) => record(line)), done);
    expect(problemOf(document, "duplicate_key")).toMatchObject({ lines: [4], count: 1 });
  });

  it("duplicate / null / missing keys: beyond the memory for keys it says what was not checked", async () => {
    const lines = [
      schema({}, { id: {} }),
      record('{"id":"1"}'),
      record('{"id":"2"}'),
      record('{"id":"3"}'),
      record('{"id":"1"}'),
      done,
    ];
    const document = await inspectPipe(Readable.from([`${lines.join("\n")}\n`]), { keyBudget: 120 });
    expect(document.streams).toMatchObject([{ keys_checked: 3, keys_unchecked: 1 }]);
    expect(problemOf(document, "not_checked")).toMatchObject({ severity: "info", count: 1 });
    expect(problemOf(document, "duplicate_key")).toMatchObject({ line: 5 });
  });

  it("duplicate JSON keys in an object", async () => {
    const document = await inspectLines(schema(), record('{"id":1,"v":{"a":1,"a":2}}'), done);
    expect(document.problems).toMatchObject([
      { kind: "duplicate_json_keys_in_an_object", severity: "warning", path: "$.v.a", line: 2 },
    ]);
  });

  it("2^53+ ints, high-precision decimals, NaN", async () => {
    const document = await inspectLines(
      schema({}, { id: {}, v: {} }),
      record('{"id":9007199254740993}'),
      record('{"id":1152921504606846976}'),
      record('{"id":1,"v":[0.1234567890123456789,0.30000000000000004,1e400]}'),
      record('{"id":2,"v":{"x":NaN,"y":-Infinity}}'),
      record(`{"id":3,"v":1${"0".repeat(5000)}}`),
      done,
    );
    const kind = "2_53_ints_high_precision_decimals_nan";
    const found = document.problems.filter((candidate) => candidate.kind === kind);
    expect(found).toMatchObject([
      { variant: "nan", path: "$.v.x", severity: "error", line: 5 },
      { variant: "nan", path: "$.v.y" },
      { variant: "number_too_long", line: 6, severity: "error" },
      { variant: "precision_risk", path: "$.id", severity: "warning", lines: [2, 3], count: 2 },
      { variant: "precision_risk", path: "$.v[*]", count: 2, line: 4 },
    ]);
    expect(document.streams).toMatchObject([{ uninspected: 1 }]);
  });

  it("deep nesting: in records, schemas and states", async () => {
    const deep = `${"[".repeat(2000)}${"]".repeat(2000)}`;
    const document = await inspectLines(
      schema(),
      record(`{"id":1,"v":${deep}}`),
      `{"type":"STATE","value":{"v":${deep}}}`,
    );
    const found = document.problems.filter(({ kind }) => kind === "deep_nesting");
    expect(found).toMatchObject([
      { stream: "s", line: 2, severity: "error" },
      { stream: null, line: 3, severity: "error" },
    ]);
    expect(document.streams).toMatchObject([{ records: 1, uninspected: 1 }]);
    const nested = await inspectLines(
      schema({ schema: { properties: { a: JSON.parse(`${`{"not":`.repeat(300)}{}${"}".repeat(300)}`) } } }),
      record('{"id":1}'),
      done,
    );
    expect(problemOf(nested, "unusable")).toBeDefined();
  });

  it("__proto__/constructor keys, `$ref` loops and ReDoS patterns", async () => {
    const document = await inspectLines(
      schema({}, { id: {}, v: { type: "string", pattern: "^(a+)+$" } }),
      record(`{"id":1,"__proto__":{"x":1},"constructor":2,"v":"${"a".repeat(40)}b"}`),
      done,
    );
    const kind = "proto_constructor_keys_x_schema_with_ref_loops_or_redos_patterns";
    expect(document.problems).toMatchObject([
      { kind, variant: "unchecked_pattern", severity: "warning", line: 1 },
      { kind, variant: "prototype_key", path: "$.__proto__", line: 2 },
      { kind, variant: "prototype_key", path: "$.constructor", line: 2 },
    ]);
  });
});

describe("the bookmark among the records", () => {
  it.each([
    [['"2024-01-01T00:00:00Z"', '"2024-03-01T00:00:00Z"', '"2024-02-01T00:00:00Z"'], "2024-03-01T00:00:00Z"],
    [["5", "12", "null", "7"], 12],
    [['"b"', '"a"'], "b"],
  ])("of %j is the latest that can be told", async (values, latest) => {
    const lines = values.map((value, id) => record(`{"id":${id},"v":${value}}`));
    const document = await inspectLines(schema({ bookmark_properties: ["v"] }), ...lines, done);
    expect(document.streams).toMatchObject([{ bookmark_properties: ["v"], bookmark: latest }]);
  });
});
