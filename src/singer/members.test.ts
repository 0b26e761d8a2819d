import { describe, expect, it } from "vitest";
import { readBookmarks } from "./bookmarks.ts";
import { readKeyProperties } from "./key-properties.ts";

function bookmarks(line: string, ...streams: string[]): Record<string, string> {
  return Object.fromEntries(readBookmarks(Buffer.from(line), new Set(streams)));
}

describe("the bookmarks of a STATE", () => {
  it("are its own text, digits and all", () => {
    const line = '{"type":"STATE","value":{"bookmarks":{"a":{"at":9007199254740993,"x":1.10},"b":"2025"}}}\n';
    expect(bookmarks(line, "a", "b", "c")).toEqual({ a: '{"at":9007199254740993,"x":1.10}', b: '"2025"' });
  });

  it("may stand between white space, and have names with escapes", () => {
    const line = '{ "value" : { "x" : [ 1, "}" ] , "bookmarks" : { "gr\\u00f6\\u00dfe" : null } } }\r\n';
    expect(bookmarks(line, "größe")).toEqual({ größe: "null" });
  });

  it.each([
    '{"type":"STATE","value":{"a":{"at":1}}}',
    '{"type":"STATE","value":{"bookmarks":["a"]}}',
    '{"type":"STATE","value":null}',
    '{"type":"STATE","value":{"bookmarks":{"a":',
    '{"type":"STATE","value":{"bookmarks":{"a"}}}',
    "STATE",
    "",
  ])("are not made up: %s", (line) => {
    expect(bookmarks(line, "a")).toEqual({});
  });

  it("are not looked for in a STATE that is too long", () => {
    const line = `{"value":{"bookmarks":{"a":1,"b":"${"x".repeat(300_000)}"}}}`;
    expect(bookmarks(line, "a")).toEqual({});
  });
});

describe("the key properties of a SCHEMA", () => {
  const read = (line: string) => readKeyProperties(Buffer.from(line), 0, Buffer.byteLength(line));

  it("are the texts it lists", () => {
    const line =
      '{"type":"SCHEMA","stream":"a","schema":{"key_properties":[1]},"key_properties":["id","at"]}';
    expect(read(line)).toEqual(["id", "at"]);
  });

  it.each(['{"key_properties":null}', '{"key_properties":[1]}', '{"key_properties":[', "{}", ""])(
    "are unknown in %s",
    (line) => {
      expect(read(line)).toBeNull();
    },
  );
});
