import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspectPipe } from "./inspect-capture.ts";
import { problemKinds } from "./problem-kind.ts";
import { done, inspectBytes, inspectLines, problemOf, record, schema, state } from "./sample-lines.ts";

describe("a stream as it should be", () => {
  it("has no problem and is counted whole", async () => {
    const document = await inspectLines(
      schema(),
      record('{"id":1}'),
      record('{"id":2,"v":1.5}'),
      state({ a: 1 }),
    );
    expect(document).toMatchObject({
      file: "-",
      lines: 4,
      valid: true,
      problems: [],
      messages: { SCHEMA: 1, RECORD: 2, STATE: 1, GARBAGE: 0 },
      streams: [
        { stream: "s", records: 2, schemas: 1, key_properties: ["id"], violations: 0, uninspected: 0 },
      ],
      last_state: { a: 1 },
    });
    expect(document.bytes).toBe(
      Buffer.byteLength(
        [schema(), record('{"id":1}'), record('{"id":2,"v":1.5}'), state({ a: 1 })].join("\n"),
      ) + 1,
    );
    expect(document.streams[0]?.bytes).toBe(
      record('{"id":1}').length + record('{"id":2,"v":1.5}').length + 2,
    );
  });
});

describe("the rows of the failure table: lines", () => {
  it("tap dies mid-line: a torn last line, and a whole one without a newline", async () => {
    const torn = await inspectBytes(`${schema()}\n${done}\n{"type":"RECORD","stream":"s","rec`);
    expect(problemOf(torn, "torn")).toMatchObject({
      kind: "tap_dies_mid_line",
      severity: "error",
      line: 3,
      target_crash: true,
    });
    expect(torn.messages.GARBAGE).toBe(1);
    const whole = await inspectBytes(`${schema()}\n${record('{"id":1}')}\n${done}`);
    expect(whole.problems).toMatchObject([{ variant: "no_newline", severity: "info", line: 3 }]);
    expect(whole.messages.STATE).toBe(1);
  });

  it("unknown / lower-case type", async () => {
    const document = await inspectLines(
      schema(),
      '{"type":"record","stream":"s"}',
      '{"type":"FOO"}',
      '{"type":null}',
      done,
    );
    expect(document.messages.UNKNOWN).toBe(3);
    expect(problemOf(document, "other_case")).toMatchObject({
      kind: "unknown_lower_case_type",
      line: 2,
      severity: "error",
    });
    expect(problemOf(document, "unknown_type")).toMatchObject({ lines: [3, 4], count: 2 });
  });

  it.each([
    ["Warning: it is hot", "not_json"],
    ['{"type":"RECORD","stream":"s","record":{"id":1}}{"type":"STATE"}', "not_json"],
    ['{"type":"RECORD","stream":"s","record":{"id":oops}}', "not_json"],
    ['{"type":"SCHEMA","stream":"s","schema":oops}', "not_json"],
    ['{"type":"STATE","value":oops}', "not_json"],
    ["\0\0\0", "not_json"],
    ["\u001b[31mred\u001b[0m", "not_json"],
    ["null", "no_object"],
    ["[1]", "no_object"],
    ['{"a":1}', "no_type"],
    ['{"type":"RECORD","record":{}}', "incomplete_message"],
    ['{"type":"RECORD","stream":"s","record":5}', "incomplete_message"],
    ['{"type":"SCHEMA"}', "incomplete_message"],
  ])("garbage on stdout: %j", async (line, variant) => {
    const document = await inspectLines(schema(), record('{"id":1}'), line, done);
    expect(problemOf(document, variant)).toMatchObject({
      kind: "garbage_on_stdout",
      severity: "error",
      line: 3,
    });
    expect(document.valid).toBe(false);
    expect(document.messages.GARBAGE).toBe(variant === "incomplete_message" ? 0 : 1);
  });

  it("blank lines, CRLF, BOM, leading space, and a carriage return between values", async () => {
    const document = await inspectLines(
      `\ufeff${schema()}`,
      "",
      "  ",
      `${record('{"id":1}')}\r`,
      ` ${record('{"id":2}')}`,
      `{"type":"RECORD","stream":"s",\r"record":{"id":3}}`,
      done,
    );
    expect(document.problems).toMatchObject([
      { kind: "blank_lines_crlf_bom_leading_space", variant: "byte_order_mark", line: 1, severity: "error" },
      { variant: "blank_line", lines: [2, 3], count: 2, target_crash: true },
      { variant: "carriage_return_inside", line: 6, severity: "error" },
      { variant: "crlf", line: 4, severity: "info" },
      { variant: "leading_space", line: 5, severity: "info" },
    ]);
    expect(document.messages).toMatchObject({ SCHEMA: 1, RECORD: 3, BLANK: 2 });
  });

  it("invalid UTF-8, beside valid text of any script", async () => {
    const bad = Buffer.concat([
      Buffer.from('{"type":"RECORD","stream":"s","record":{"id":1,"v":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}}'),
    ]);
    const document = await inspectLines(schema(), record('{"id":2,"v":"日本 é 😀"}'), bad, done);
    expect(document.problems).toMatchObject([
      { kind: "invalid_utf_8", line: 3, count: 1, severity: "error" },
    ]);
    expect(document.messages.RECORD).toBe(2);
  });

  it("huge record / line: passed over, counted, not held in memory", async () => {
    const line = record(`{"id":1,"v":"${"x".repeat(17 * 1024 * 1024)}"}`);
    const document = await inspectLines(schema(), line, record('{"id":2}'), done);
    expect(document.problems).toMatchObject([
      { kind: "huge_record_line", variant: "not_inspected", severity: "warning", line: 2, stream: "s" },
    ]);
    expect(document.streams).toMatchObject([{ records: 2, uninspected: 1, largest_bytes: line.length + 1 }]);
    expect(document.lines).toBe(4);
  });

  it("huge record / line: over Meltano's limit it is an error, and torn it is said to be unknown", async () => {
    const piece = Buffer.alloc(1024 * 1024, "y");
    async function* chunks(): AsyncGenerator<Buffer> {
      yield Buffer.from(`${schema()}\n{"type":"RECORD","stream":"s","record":{"id":1,"v":"`);
      for (let megabyte = 0; megabyte < 51; megabyte++) yield piece;
    }
    const document = await inspectPipe(chunks());
    expect(problemOf(document, "over_meltano_limit")).toMatchObject({ severity: "error", line: 2 });
    expect(problemOf(document, "not_inspected")).toMatchObject({ kind: "tap_dies_mid_line" });
    expect(document.bytes).toBe(schema().length + 1 + 52 + 51 * 1024 * 1024);
  });

  it("silent empties: nothing at all, and a SCHEMA without a RECORD", async () => {
    expect(await inspectBytes("")).toMatchObject({
      bytes: 0,
      lines: 0,
      valid: false,
      streams: [],
      problems: [{ kind: "silent_empties", variant: "no_message", severity: "error" }],
      last_state: null,
    });
    expect((await inspectLines(schema(), done)).problems).toMatchObject([
      { kind: "silent_empties", variant: "schema_without_records", severity: "info", stream: "s", line: 1 },
    ]);
  });
});

describe("the last state", () => {
  it("comes out number for number", async () => {
    const document = await inspectLines(
      schema(),
      record('{"id":1}'),
      '{"type":"STATE","value":{"lsn":9007199254740993,"d":1.10,"n":NaN}}',
    );
    expect(JSON.stringify(document.last_state)).toBe('{"lsn":9007199254740993,"d":1.10,"n":null}');
  });
});

describe("the page about inspect", () => {
  it("lists every kind of problem, and no other", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/inspect.md"), "utf8");
    expect([...page.matchAll(/^\| `([a-z0-9_]+)` \|/gm)].map(([, kind]) => kind)).toEqual([...problemKinds]);
  });
});
