import { afterAll, describe, expect, it } from "vitest";
import {
  type MapperProject,
  makeMapperProject,
  mapThrough,
  messagesOf,
  readQuarantine,
} from "./mapper-process.ts";
import { record, state } from "./trial.ts";
import { plainSegments, trueSegments } from "./truth.ts";

// The rows of the failure table of reference/singer.md (section 9) that a mapper without checks can meet, by their names.

const schema =
  '{"type":"SCHEMA","stream":"a","schema":{"type":"object","properties":{"id":{"type":"integer"}}},"key_properties":["id"]}\n';
const projects: MapperProject[] = [];
function project(config: unknown = {}): MapperProject {
  const made = makeMapperProject(config);
  projects.push(made);
  return made;
}
afterAll(() => {
  for (const made of projects) made.remove();
});

/** Rows whose lines pass untouched with exit code 0: what is wrong with them is the checks' business, or the target's. */
const passing: [row: string, lines: (string | Buffer)[], said: RegExp | null][] = [
  ["tap exits after a clean line", [schema, record("a", 1), state(1), record("a", 2)], null],
  [
    "schema change mid-stream",
    [schema, record("a", 1), schema.replace("integer", "string"), record("a", 2)],
    null,
  ],
  ["record before SCHEMA or unknown stream", [record("b", 1), schema, record("c", 1)], null],
  [
    "schema invalid for target",
    [
      '{"type":"SCHEMA","stream":"a","schema":{"maximum":1e12,"exclusiveMaximum":true},"key_properties":[]}\n',
      '{"type":"SCHEMA","stream":"b"}\n',
    ],
    null,
  ],
  ["record violates schema", [schema, '{"type":"RECORD","stream":"a","record":{"id":"one"}}\n'], null],
  [
    "duplicate, null and missing keys",
    [
      schema,
      record("a", 1),
      record("a", 1),
      '{"type":"RECORD","stream":"a","record":{"id":null}}\n{"type":"RECORD","stream":"a","record":{}}\n',
    ],
    null,
  ],
  [
    "duplicate JSON keys in an object",
    ['{"type":"RECORD","stream":"a","record":{"id":1,"id":2},"stream":"b"}\n'],
    null,
  ],
  [
    "ACTIVATE_VERSION",
    [
      '{"type":"ACTIVATE_VERSION","stream":"a","version":1}\n',
      record("a", 1),
      '{"type":"ACTIVATE_VERSION","stream":"u","version":2}\n',
    ],
    null,
  ],
  [
    "out-of-order or regressing STATE",
    [
      record("a", 1),
      state(9),
      record("a", 2),
      state(3),
      state(3),
      '{"type":"STATE","value":7}\n{"type":"STATE"}\n',
    ],
    null,
  ],
  ["no STATE", [schema, record("a", 1), record("a", 2)], null],
  ["STATE only at the end", [schema, record("a", 1), record("a", 2), state(1)], null],
  [
    "BATCH of both flavours",
    [
      '{"type":"BATCH","stream":"a","encoding":{"format":"jsonl","compression":"gzip"},"manifest":["file:///a.gz"]}\n',
      '{"type":"BATCH","stream":"a","filepath":"/a.jsonl","format":"jsonl","batch_size":10}\n',
      state(1),
    ],
    null,
  ],
  [
    "unknown or lower-case type",
    ['{"type":"FOO"}\n', '{"type":"record","stream":"a","record":{}}\n', '{"type":null}\n'],
    /unknown type/,
  ],
  [
    "garbage on stdout",
    [
      "Traceback (most recent call last):\n",
      "\u001b[31mred\u001b[0m\n",
      "\0\0\n",
      "null\n",
      "{}\n",
      `${record("a", 1).trim()}${record("a", 2)}`,
    ],
    /not JSON/,
  ],
  ["blank lines", ["\n", "  \t\n", record("a", 1), "\r\n"], /a blank line/],
  ["CRLF", [record("a", 1).replace("\n", "\r\n"), state(1).replace("\n", "\r\n")], null],
  ["BOM", [`\ufeff${record("a", 1)}`, state(1)], /byte order mark/],
  ["leading space", [`  ${record("a", 1)}`], null],
  [
    "invalid UTF-8",
    [
      Buffer.concat([
        Buffer.from('{"type":"RECORD","stream":"a","record":{"x":"'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}}\n'),
      ]),
    ],
    null,
  ],
  [
    "2^53+ integers, high-precision decimals, NaN",
    [
      '{"type":"RECORD","stream":"a","record":{"i":9007199254740993,"d":1.10,"e":1E+400,"n":NaN,"z":-0.0,"s":"\\u00e9\\/"}}\n',
    ],
    null,
  ],
  [
    "deep nesting",
    [`{"type":"RECORD","stream":"a","record":{"x":${"[".repeat(5000)}${"]".repeat(5000)}}}\n`],
    null,
  ],
  [
    "__proto__ and constructor keys",
    [
      '{"__proto__":{"type":"STATE"},"type":"RECORD","stream":"__proto__","record":{"constructor":{"x":1}}}\n',
      record("constructor", 1),
    ],
    null,
  ],
  [
    "raw U+2028 and U+0085 in a string",
    ['{"type":"RECORD","stream":"a","record":{"x":"\u2028\u2029\u0085"}}\n'],
    null,
  ],
  ["silent empties", [schema], null],
  ["no input at all", [], null],
];

describe("lines that pass untouched", () => {
  it.each(passing)("%s", async (_row, lines, said) => {
    const input = Buffer.concat(lines.map((line) => Buffer.from(line)));
    const { exitCode, stdout, stderr, kept } = await mapThrough(project(), input);
    expect(stdout.equals(input)).toBe(true);
    expect(exitCode).toBe(0);
    if (said === null) expect(stderr).toBe("");
    else expect(messagesOf(stderr).join("\n")).toMatch(said);
    const byStream = (a: { stream: string }, b: { stream: string }): number => (a.stream < b.stream ? -1 : 1);
    const mayParse = !input.includes("NaN") && !input.includes("\ufeff");
    if (mayParse)
      expect(plainSegments(kept.segments).toSorted(byStream)).toEqual(trueSegments(input).toSorted(byStream));
    expect(kept.blocks).toMatchObject([
      { sawEof: true, exitCode: 0, bytesIn: input.length, bytesOut: input.length },
    ]);
  });
});

describe("lines that don't pass", () => {
  it("tap dies mid-line", async () => {
    const made = project();
    const torn = '{"type":"RECORD","stream":"a","record":{"id":2,"note":"s3cret';
    const { exitCode, stdout, stderr, kept } = await mapThrough(
      made,
      schema + record("a", 1) + state(1) + torn,
    );
    expect(stdout.toString()).toBe(schema + record("a", 1) + state(1));
    expect(exitCode).toBe(1);
    expect(readQuarantine(made)).toMatchObject([{ reason: "torn last line", original: torn }]);
    expect(stderr).not.toContain("s3cret");
    expect(kept.blocks).toMatchObject([{ exitCode: 1, reason: expect.stringContaining("inside line 4") }]);
  });

  it("tap dies mid-line, with bytes that are no text", async () => {
    const made = project();
    const torn = Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xc3])]);
    const { exitCode } = await mapThrough(made, torn);
    expect(exitCode).toBe(1);
    expect(readQuarantine(made)).toMatchObject([{ original_base64: torn.toString("base64") }]);
  });

  it("garbage on stdout, where it is to be quarantined", async () => {
    const made = project({ mapper: { garbage: "quarantine" } });
    const { exitCode, stdout } = await mapThrough(made, `${record("a", 1)}oops\n${record("a", 2)}{}\n`);
    expect(stdout.toString()).toBe(record("a", 1) + record("a", 2));
    expect(exitCode).toBe(0);
    expect(readQuarantine(made)).toMatchObject([{ original: "oops\n" }, { original: "{}\n" }]);
  });
});

it("sensitive data: no line of the stream is ever quoted on stderr", async () => {
  const input = `s3cret ${"x".repeat(100)}\n{"type":"s3cret-type"}\n{"s3cret":1\n${record("a", 1)}`;
  const { stderr, stdout } = await mapThrough(project(), input);
  expect(stdout.toString()).toBe(input);
  expect(stderr).not.toContain("s3cret");
});

it("writes structured lines with all that Meltano asks for", async () => {
  const { stderr } = await mapThrough(project(), "oops\n");
  const line = JSON.parse(stderr.split("\n")[0] ?? "");
  expect(line).toMatchObject({
    ...{ level: "warning", pid: expect.any(Number), logger_name: "pitchpipe-mapper", ts: expect.any(Number) },
    ...{ thread_name: "main", app_name: "pitchpipe-mapper", stream_name: null, message: "line 1: not JSON" },
  });
  for (const key of ["event", "level", "plugin_exception"]) expect(line.extra).not.toHaveProperty(key);
});
