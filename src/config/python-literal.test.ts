import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../lib/canonical-json.ts";
import { parsePythonLiteral } from "./python-literal.ts";

it.each([
  ["['a', 'b']", ["a", "b"]],
  ["{'a': [1, 2.5, -3], 'b': {'c': None}}", { a: [1, 2.5, -3], b: { c: null } }],
  ["(True, False,)", [true, false]],
  ["[\"it's\", 'a\\\\b\\n\\x41\\u00e9']", ["it's", "a\\b\nAé"]],
  ["[]", []],
  ["{}", {}],
  [" 'x' ", "x"],
])("reads %s", (text, value) => {
  expect(parsePythonLiteral(text)).toEqual(value);
});

it.each([
  "[",
  "['a' 'b']",
  "{'a' 1}",
  "{'a': }",
  "['a'] x",
  "nonsense",
  "",
  "'open",
  "[,]",
  "{'a': 1 'b': 2}",
  `${"[".repeat(500)}`,
])("refuses %j", (text) => {
  expect(parsePythonLiteral(text)).toBeUndefined();
});

/** As Python's `repr()` writes it, for values without control characters. */
function repr(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  if (typeof value === "number") return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${repr(key)}: ${repr(item as Json)}`)
    .join(", ")}}`;
}

it("reads what Python writes, and never throws at anything else", () => {
  void fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
      expect(parsePythonLiteral(repr(value as Json))).toEqual(
        JSON.parse(JSON.stringify(value).replaceAll("-0,", "0,")),
      );
    }),
  );
  void fc.assert(fc.property(fc.string(), (text) => parsePythonLiteral(text) !== null || true));
});
