import { describe, expect, it } from "vitest";
import { done, inspectLines, problemOf, record, schema, state, toldOf } from "./sample-lines.ts";

describe("the rows of the failure table: messages", () => {
  it("tap exits ≠0 after clean line: records after the last STATE, and open progress markers", async () => {
    const document = await inspectLines(
      schema(),
      state({
        bookmarks: { s: { progress_markers: {} }, p: { partitions: [{ progress_markers: {} }] }, ok: {} },
      }),
      record('{"id":1}'),
      record('{"id":2}'),
    );
    expect(problemOf(document, "records_after_last_state")).toMatchObject({
      kind: "tap_exits_nonzero_after_clean_line",
      count: 2,
    });
    const open = document.problems.filter(({ variant }) => variant === "unfinished_stream");
    expect(open.map(({ stream }) => stream)).toEqual(["s", "p"]);
  });

  it.each([
    ["property_added", { id: { type: "integer" }, v: {}, w: {} }, "info"],
    ["property_removed", { id: { type: "integer" } }, "warning"],
    ["type_narrowed", { id: { type: "string" }, v: {} }, "warning"],
    ["type_widened", { id: { type: ["integer", "null"] }, v: {} }, "info"],
    ["property_changed", { id: { type: "integer", maximum: 5 }, v: {} }, "info"],
  ])("schema change mid-stream: %s", async (variant, properties, severity) => {
    const document = await inspectLines(schema(), record('{"id":1}'), schema({}, properties), done);
    expect(document.problems).toMatchObject([
      { kind: "schema_change_mid_stream", variant, severity, line: 3 },
    ]);
  });

  it("schema change mid-stream: other keys are a change, equal schemas written otherwise are none", async () => {
    const keys = await inspectLines(
      schema(),
      record('{"id":1,"v":1}'),
      schema({ key_properties: ["v"] }),
      done,
    );
    expect(toldOf(keys)).toEqual(["schema_change_mid_stream key_properties_changed"]);
    const same = schema().replace('"stream":"s",', '"stream": "s", ');
    expect(toldOf(await inspectLines(schema(), record('{"id":1}'), same, schema(), done))).toEqual([]);
  });

  it("record before SCHEMA / unknown stream: counted whole, and uninspected", async () => {
    const document = await inspectLines(
      record('{"id":1}'),
      record('{"id":2}'),
      schema(),
      record('{"id":3}'),
      done,
    );
    expect(document.problems).toMatchObject([
      {
        kind: "record_before_schema_unknown_stream",
        severity: "error",
        line: 1,
        lines: [1, 2],
        count: 2,
        target_crash: true,
      },
    ]);
    expect(document.streams).toMatchObject([{ records: 3, uninspected: 2 }]);
  });

  it.each([
    ["no_properties", { schema: { type: "object" } }, "error"],
    ["refused_by_sdk", { schema: { properties: { a: { maximum: 5, exclusiveMaximum: true } } } }, "error"],
    ["refused_by_sdk", { schema: { properties: { a: { type: "int" } } } }, "error"],
    ["refused_by_sdk", { schema: { properties: { a: { items: [{}] } } } }, "error"],
    [
      "refused_by_sdk",
      {
        schema: {
          $schema: "http://json-schema.org/draft-04/schema#",
          properties: { a: { maximum: 5, exclusiveMaximum: true } },
        },
      },
      "warning",
    ],
    ["no_key_properties", { key_properties: null }, "warning"],
    ["unusable", { schema: { properties: { a: { $ref: "https://example.com/x.json" } } } }, "error"],
    ["unusable", { schema: { $ref: "#" } }, "error"],
    ["unusable", { schema: null }, "error"],
  ])("schema invalid for target: %s, %j", async (variant, extra, severity) => {
    const document = await inspectLines(schema(extra), record('{"id":1}'), done);
    expect(problemOf(document, variant)).toMatchObject({
      kind: "schema_invalid_for_target",
      severity,
      line: 1,
    });
    expect(document.streams[0]?.uninspected).toBe(
      variant === "unusable" || JSON.stringify(extra).includes('"int"') ? 1 : 0,
    );
  });

  it.each([
    [
      "before_schema",
      ['{"type":"ACTIVATE_VERSION","stream":"s","version":1}', schema(), record('{"id":1}', ',"version":1')],
    ],
    [
      "version_without_records",
      [schema(), '{"type":"ACTIVATE_VERSION","stream":"s","version":1}', record('{"id":1}')],
    ],
    [
      "record_of_another_version",
      [schema(), '{"type":"ACTIVATE_VERSION","stream":"s","version":2}', record('{"id":1}', ',"version":1')],
    ],
    [
      "version_goes_back",
      [
        schema(),
        '{"type":"ACTIVATE_VERSION","stream":"s","version":2}',
        record('{"id":1}', ',"version":2'),
        '{"type":"ACTIVATE_VERSION","stream":"s","version":1}',
      ],
    ],
    ["no_version", [schema(), record('{"id":1}'), '{"type":"ACTIVATE_VERSION","stream":"s","version":"x"}']],
  ])("ACTIVATE_VERSION: %s", async (variant, lines) => {
    const document = await inspectLines(...lines, done);
    expect(problemOf(document, variant)).toMatchObject({ kind: "activate_version", stream: "s" });
  });

  it("ACTIVATE_VERSION before and after its records is well", async () => {
    const activate = '{"type":"ACTIVATE_VERSION","stream":"s","version":3}';
    const lines = [schema(), activate, record('{"id":1}', ',"version":3'), activate, done];
    expect(toldOf(await inspectLines(...lines))).toEqual([]);
    expect(toldOf(await inspectLines(schema(), record('{"id":1}', ',"version":3'), activate, done))).toEqual(
      [],
    );
  });

  it("out-of-order / regressing STATE: by instant, by exact number, by partition", async () => {
    const of = (value: unknown): string => state({ bookmarks: { s: value } });
    const document = await inspectLines(
      schema(),
      record('{"id":1}'),
      of({ replication_key_value: "2024-01-01T02:00:00+02:00", partitions: [{ context: { p: 1 }, at: 5 }] }),
      of({
        replication_key_value: "2024-01-01T00:00:00Z",
        partitions: [
          { context: { p: 2 }, at: 1 },
          { context: { p: 1 }, at: 5 },
        ],
      }),
      of({ replication_key_value: "2023-12-31T23:59:59Z", partitions: [{ context: { p: 1 }, at: 4 }] }),
      '{"type":"STATE","value":{"bookmarks":{"s":{"lsn":9007199254740993}}}}',
      '{"type":"STATE","value":{"bookmarks":{"s":{"lsn":9007199254740992}}}}',
    );
    expect(document.problems).toMatchObject([
      { kind: "out_of_order_regressing_state", variant: "state_goes_back", line: 5, stream: "s" },
      { variant: "state_goes_back", line: 5 },
      { variant: "state_goes_back", line: 7, path: "$.bookmarks.s.lsn" },
    ]);
  });

  it.each([
    ["state_without_value", ['{"type":"STATE"}'], "error"],
    ["state_no_object", [state(5)], "warning"],
    [
      "state_drops_stream",
      [state({ bookmarks: { a: {}, s: {} } }), state({ bookmarks: { s: {} } })],
      "warning",
    ],
  ])("out-of-order / regressing STATE: %s", async (variant, states, severity) => {
    const document = await inspectLines(schema(), record('{"id":1}'), ...states);
    expect(document.problems).toMatchObject([{ kind: "out_of_order_regressing_state", variant, severity }]);
  });

  it("no STATE / STATE only at end", async () => {
    expect((await inspectLines(schema(), record('{"id":1}'))).problems).toMatchObject([
      { kind: "no_state_state_only_at_end", variant: "no_state", severity: "warning" },
    ]);
    const many = Array.from({ length: 100_000 }, (_, index) => record(`{"id":${index}}`));
    expect((await inspectLines(schema(), ...many, done)).problems).toMatchObject([
      { variant: "far_between" },
    ]);
  });

  it("BATCH: both flavours are known, their files are not looked into, another shape is wrong", async () => {
    const document = await inspectLines(
      schema(),
      '{"type":"BATCH","stream":"s","encoding":{"format":"jsonl"},"manifest":["file:///a.gz"]}',
      '{"type":"BATCH","stream":"s","filepath":"/a.jsonl","format":"jsonl"}',
      '{"type":"BATCH","stream":"s"}',
      done,
    );
    expect(document.messages.BATCH).toBe(3);
    expect(problemOf(document, "unknown_shape")).toMatchObject({ kind: "batch", line: 4, severity: "error" });
    expect(
      document.problems.find(({ kind, variant }) => kind === "batch" && variant === "not_inspected"),
    ).toMatchObject({ count: 2, severity: "info" });
  });
});

describe("more schemas than are compiled", () => {
  it("leave records uninspected, which is said and is no error", async () => {
    const lines = Array.from({ length: 1002 }, (_, at) =>
      JSON.stringify({
        type: "SCHEMA",
        stream: `s${at}`,
        schema: { properties: { [`p${at}`]: {} } },
        key_properties: [],
      }),
    );
    const records = ["s0", "s1000", "s1001"].map(
      (stream) => `{"type":"RECORD","stream":"${stream}","record":{}}`,
    );
    const document = await inspectLines(...lines, ...records, done);
    expect(document.valid).toBe(true);
    expect(document.streams.filter(({ uninspected }) => uninspected > 0).map(({ stream }) => stream)).toEqual(
      ["s1000", "s1001"],
    );
    expect(document.problems.filter(({ variant }) => variant === "not_compiled")).toHaveLength(2);
  });
});
