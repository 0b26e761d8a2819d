import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import type { Place } from "./place-tree.ts";
import { redactLine } from "./redact-line.ts";

function redact(record: string, places: readonly Place[], schema: Json = null): string | null {
  const text = `{"type":"RECORD","stream":"a","record":${record},"version":1.0}\n`;
  const bytes = Buffer.from(`before\n${text}after`);
  const start = 7;
  const next = start + Buffer.byteLength(text);
  const line = redactLine({ bytes, start, end: next - 1, next }, places, schema);
  if (line === null) return null;
  const [, inside = ""] = /"record":(.*),"version":1\.0\}\n$/s.exec(line.toString()) ?? [];
  return inside;
}

const properties = (of: { readonly [key: string]: Json }): Json => ({ type: "object", properties: of });

describe("a masked line", () => {
  it.each<[string, Place, string]>([
    [
      '{"id": 9007199254740993, "note":"secret", "f":1.10}',
      ["note"],
      '{"id": 9007199254740993, "note":"***", "f":1.10}',
    ],
    ['{"a":{"b":[{"c":"x"},{"c":"y"}]}}', ["a", "b", 1, "c"], '{"a":{"b":[{"c":"x"},{"c":"***"}]}}'],
    ['{"a":"first","a":"second","b":"a"}', ["a"], '{"a":"***","a":"***","b":"a"}'],
    ['{"\\u0061":"x \\" }, y"}', ["a"], '{"\\u0061":"***"}'],
    ['{"a":null}', ["a"], '{"a":null}'],
    ['{"a":{"deep":[1,{"x":"}"}]},"b":-0.0}', ["a"], '{"a":null,"b":-0.0}'],
    ['{"n":NaN,"a":[ 1 , 2 ]}', ["n"], '{"n":null,"a":[ 1 , 2 ]}'],
    ['{"é":"ü","\u2028":"x"}', ["\u2028"], '{"é":"ü","\u2028":"***"}'],
    ['{"__proto__":"x","constructor":"y"}', ["__proto__"], '{"__proto__":"***","constructor":"y"}'],
  ])("of %s at %j is %s", (record, place, expected) => {
    expect(redact(record, [place])).toBe(expected);
  });

  it.each<[string, Json, string]>([
    ["a text", { type: "string" }, '"***"'],
    ["a text or nothing", { type: ["null", "string"] }, '"***"'],
    ["a time or nothing", { type: ["string", "null"], format: "date-time" }, "null"],
    ["a time", { type: "string", format: "date-time" }, '"1970-01-01T00:00:00Z"'],
    ["a short text", { type: "string", maxLength: 2 }, '"**"'],
    ["a long text", { type: "string", minLength: 5 }, '"*****"'],
    ["one of some texts", { enum: ["A", "B"], type: "string" }, '"A"'],
    ["a number", { type: "number" }, "0"],
    ["a number or nothing", { type: ["integer", "null"] }, "null"],
    ["a number or nothing, said in branches", { anyOf: [{ type: "integer" }, { type: "null" }] }, "null"],
    ["yes or no", { type: "boolean" }, "false"],
    ["a list", { type: "array" }, "[]"],
    ["an object", { type: "object" }, "{}"],
    ["anything", {}, '"***"'],
  ])("has something valid where the schema wants %s", (_, schema, expected) => {
    expect(redact('{"a":"x"}', [["a"]], properties({ a: schema }))).toBe(`{"a":${expected}}`);
  });

  it("hides what is named twice, or named with what is around it", () => {
    expect(redact('{"a":{"b":"x"}}', [["a"], ["a", "b"], ["a"]])).toBe('{"a":null}');
    expect(redact('{"a":1}', [["b"], ["a", "b"], ["a", 0]])).toBe('{"a":1}');
  });

  it("is none where it can't be walked over", () => {
    expect(redact('{"a":1', [["a"]])).toBeNull();
    expect(redact('{"a":', [["a"]])).toBeNull();
    expect(redact('{"a" 1}', [["a"]])).toBeNull();
  });

  it("differs in what is masked and in nothing else, whatever is in it", () => {
    const keys = fc.oneof(fc.string(), fc.constantFrom("a", "b", "__proto__", 'q"', "1"));
    const record = fc.dictionary(keys, fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(record, fc.nat(), (value, pick) => {
        const names = Object.keys(value);
        const name = names[pick % names.length] ?? "";
        const inside = redact(JSON.stringify(value), [[name]]);
        const parsed = JSON.parse(inside ?? "null") as { [key: string]: Json };
        const was = JSON.parse(JSON.stringify(value)) as { [key: string]: Json };
        const masked = was[name] === null || typeof was[name] !== "string" ? null : "***";
        expect(Object.entries(parsed)).toEqual(
          Object.entries(was).map(([key, item]) => [key, key === name ? masked : item]),
        );
      }),
    );
  });
});
