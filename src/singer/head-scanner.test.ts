import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeadScanner } from "./head-scanner.ts";
import type { LineHead } from "./line.ts";
import { headOf } from "./line.ts";
import { readTopLevel } from "./top-level.ts";
import { isWholeJson } from "./whole-json.ts";

function scan(...lines: string[]): LineHead[] {
  const scanner = new HeadScanner();
  const bytes = Buffer.from(lines.join("\n"));
  let start = 0;
  return lines.map((line) => {
    const end = start + Buffer.byteLength(line);
    const head = scanner.scan(bytes, start, end);
    start = end + 1;
    return head;
  });
}

/** What a reader that parses every line would say. */
function truth(line: string): { readonly type: unknown; readonly stream: unknown } {
  const parsed = JSON.parse(line) as Record<string, unknown>;
  const { type, stream } = headOf(parsed["type"], parsed["stream"]);
  return { type, stream };
}

describe("the head of a line", () => {
  it.each([
    ['{"type":"RECORD","stream":"users","record":{"id":1}}', "RECORD", "users"],
    [
      '{"type": "RECORD", "stream": "users", "record": {"id": 1}, "time_extracted": "2025-06-01T00:00:00Z"}',
      "RECORD",
      "users",
    ],
    ['{"stream":"users","type":"RECORD","record":{}}', "RECORD", "users"],
    ['{"record":{"type":"STATE","stream":"x"},"stream":"users","type":"RECORD"}', "RECORD", "users"],
    ['{"type":"RECORD","stream":"users","record":{},"version":3}', "RECORD", "users"],
    ['{"type":"RECORD","stream":"users","version":3,"record":{"type":1}}', "RECORD", "users"],
    ['{"type":"RECORD","stream":"us\\u0065rs","record":{}}', "RECORD", "users"],
    ['{"\\u0074ype":"RECORD","stream":"a","record":{}}', "RECORD", "a"],
    ['{"type":"RECORD","stream":"größe","record":{}}', "RECORD", "größe"],
    ['{"type":"RECORD","stream":"a","record":{},"type":"STATE","value":1}', "STATE", "a"],
    ['{"type":"RECORD","stream":"a","record":{"x":1},"stream":"b"}', "RECORD", "b"],
    ['{"type":"RECORD","stream":"a","record":{"x":1},"\\u0074ype":"STATE"}', "STATE", "a"],
    ['{"type":"RECORD","stream":"a","record":{"x":"}\\"type\\":"},"k":1}', "RECORD", "a"],
    ['{"type":"STATE","value":{"bookmarks":{"users":{"id":1}}}}', "STATE", null],
    ['{"type":"STATE","value":{"type":"x"}}', "STATE", null],
    ['{"value":{},"type":"STATE"}', "STATE", null],
    ['{"type":"SCHEMA","stream":"users","schema":{"type":"object"},"key_properties":[]}', "SCHEMA", "users"],
    ['{"type":"ACTIVATE_VERSION","stream":"users","version":1}', "ACTIVATE_VERSION", "users"],
    ['{"type":"BATCH","stream":"users","encoding":{},"manifest":[]}', "BATCH", "users"],
    ['{"type":"BATCH","stream":"users","filepath":"/x","format":"jsonl"}', "BATCH", "users"],
    ['  {"type":"RECORD","stream":"users","record":{}}  \r', "RECORD", "users"],
    [
      '{"type":"RECORD","stream":"users","record":{"x":NaN,"y":-Infinity,"z":"NaN"},"stream":"v"}',
      "RECORD",
      "v",
    ],
    ['\ufeff{"type":"RECORD","stream":"users","record":{}}', "RECORD", "users"],
  ])("sees type and stream of %s", (line, kind, stream) => {
    expect(scan(line)[0]).toMatchObject({ kind, stream });
  });

  it.each([
    ["", "BLANK", "a blank line"],
    [" \t\r", "BLANK", "a blank line"],
    ["hello", "GARBAGE", "not JSON"],
    ["null", "GARBAGE", "JSON that is no object"],
    ["[1]", "GARBAGE", "JSON that is no object"],
    ['"x"', "GARBAGE", "JSON that is no object"],
    ['{"stream":"a"}', "GARBAGE", "an object without a type"],
    ['{"__proto__":{"type":"STATE"}}', "GARBAGE", "an object without a type"],
    ['{"type":"RECORD","stream":"a","record":{"x":', "GARBAGE", "not JSON"],
    ['{"type":"RECORD","stream":"a","record":{}}{"type":"STATE","value":1}', "GARBAGE", "not JSON"],
    ['{"type":"RECORD","stream":"a","record":{}}\r{"type":"STATE","value":1}', "GARBAGE", "not JSON"],
    ["\u0000\u0000", "GARBAGE", "not JSON"],
    ['{"type":"record","stream":"a","record":{}}', "UNKNOWN", "an unknown type"],
    ['{"type":null,"stream":"a"}', "UNKNOWN", "a type that is no text"],
    ['{"type":"RECORD","record":{}}', "RECORD", "a RECORD without a stream"],
    ['{"type":"RECORD","stream":1,"record":{}}', "RECORD", "a RECORD without a stream"],
    ['\ufeff{"type":"STATE","value":1}', "STATE", "a byte order mark"],
  ])("says what is wrong with %j", (line, kind, flaw) => {
    expect(scan(line)[0]).toMatchObject({ kind, flaw });
  });

  it("gives the records of one stream the very same head, and other streams another", () => {
    const [first, second, other, third] = scan(
      '{"type":"RECORD","stream":"a","record":{"id":1}}',
      '{"type":"RECORD","stream":"a","record":{"id":2},"time_extracted":"2025"}',
      '{"type":"RECORD","stream":"b","record":{"id":2}}',
      '{"type": "RECORD", "stream": "a", "record": {"id": 3}}',
    );
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(third).toBe(first);
  });

  it("remembers no more than a bounded number of streams", () => {
    const line = (stream: number): string => `{"type":"RECORD","stream":"s${stream}","record":{}}`;
    const heads = scan(...Array.from({ length: 20_001 }, (_, index) => line(index)), line(0));
    expect(heads.at(-1)).toMatchObject({ kind: "RECORD", stream: "s0" });
    expect(heads.at(-1)).not.toBe(heads[0]);
  });

  it("finds the head of a line too long to parse", () => {
    const long = "x".repeat(1_100_000);
    const [record, nested, state, torn, text] = scan(
      `{"record":{"type":"STATE","x":"${long}"},"stream":"a","type":"RECORD"}`,
      `{"type":["${long}"],"stream":"a"}`,
      `{"type":"STATE","value":{"type":"${long}\\"}"}}`,
      `{"stream":"a","type":"RECORD","record":{"x":"${long}"}`,
      long,
    );
    expect(record).toMatchObject({ kind: "RECORD", stream: "a" });
    expect(nested).toMatchObject({ kind: "UNKNOWN", stream: "a" });
    expect(state).toMatchObject({ kind: "STATE" });
    expect([torn?.kind, text?.kind]).toEqual(["GARBAGE", "GARBAGE"]);
  });

  it("is never wrong about an object, whatever its keys and their order", () => {
    fc.assert(
      fc.property(hostileLines(), (lines) => {
        const seen = scan(...lines).map(({ type, stream }) => ({ type, stream }));
        expect(seen).toEqual(lines.map(truth));
      }),
      { numRuns: 3000 },
    );
  });

  it("walks over an object as a parser reads it", () => {
    fc.assert(
      fc.property(hostileLines(), (lines) => {
        for (const line of lines) {
          const bytes = Buffer.from(line);
          const top = readTopLevel(bytes, 0, bytes.length);
          expect(headOf(top?.type, top?.stream)).toEqual(
            headOf(JSON.parse(line).type, JSON.parse(line).stream),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Lines of JSON objects whose keys are mostly `type`, `stream` and `record`, twice and escaped too. */
function hostileLines(): fc.Arbitrary<string[]> {
  const key = fc.constantFrom(
    '"type"',
    '"stream"',
    '"record"',
    '"\\u0074ype"',
    '"str\\u0065am"',
    '"value"',
    '"t"',
  );
  const text = fc.constantFrom(
    "RECORD",
    "STATE",
    "SCHEMA",
    "users",
    "record",
    '}"type":',
    "\\",
    "ü",
    'a"b',
    "type",
  );
  const space = fc.constantFrom("", "", " ", "\t");
  const leaf = fc.oneof(
    text.map((value) => JSON.stringify(value)),
    fc.constantFrom("1", "null", "true", "-0.0", "1e400", "{}", "[]"),
    fc.json({ maxDepth: 2 }),
  );
  const pair = fc
    .tuple(key, space, leaf, space)
    .map(([k, before, value, after]) => `${k}:${before}${value}${after}`);
  const object = fc.array(pair, { minLength: 1, maxLength: 5 }).map((pairs) => `{${pairs.join(",")}}`);
  const usual = fc
    .tuple(
      fc.constantFrom("a", "b", "größe"),
      fc.oneof(object, fc.constant("{}")),
      fc.array(pair, { maxLength: 2 }),
    )
    .map(([stream, record, rest]) =>
      [`{"type":"RECORD","stream":"${stream}","record":${record}`, ...rest].join(",").concat("}"),
    );
  const withType = object.map((line) => line.replace(/\}$/, ',"type":"STATE"}'));
  return fc.array(fc.oneof(usual, usual, withType), { minLength: 1, maxLength: 6 });
}

describe("whether a text is whole", () => {
  const long = "x".repeat(1_100_000);
  it.each([
    ["a message", '{"type":"STATE","value":1}', true],
    ["white space", " \t\r", true],
    ["a number", "12", true],
    ["bare NaN", '{"a":NaN}', true],
    ["a torn message", '{"type":"STA', false],
    ["a torn message with NaN", '{"a":NaN,"b', false],
    ["a long message", `{"a":"${long}"}`, true],
    ["a long torn one", `{"a":"${long}`, false],
    ["a long one whose object is torn", `{"a":["${long}"}`, false],
    ["a long one without a value", `{"a":"${long}","b":}`, false],
    ["a long one without a comma", `{"a":"${long}" "b":1}`, false],
    ["a long one without a key", `{"a":"${long}",1}`, false],
    ["a long one torn in a nested text", `{"a":["${long}`, false],
    ["a long empty one", `{${" ".repeat(1_100_000)}}`, true],
  ])("is seen of %s", (_case, text, isWhole) => {
    const bytes = Buffer.from(text);
    expect(isWholeJson(bytes, 0, bytes.length)).toBe(isWhole);
  });
});
