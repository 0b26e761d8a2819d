import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPythonRepr } from "./python-repr.ts";

const read = (text: string) => readPythonRepr(text, 0);

describe("what Python's repr wrote", () => {
  it.each<[string, unknown]>([
    ["'plain'", "plain"],
    [`"it's"`, "it's"],
    ["'a\\'b\\n\\t\\\\ \\x1b \\u00e9 \\U0001f600'", "a'b\n\t\\ \u001b é 😀"],
    ["'\\U000fffff'", "\u{fffff}"],
    ["True", true],
    ["None", null],
    ["-1.5e-07", -1.5e-7],
    ["word", "word"],
    ["[]", []],
    ["[1, 'two', None]", [1, "two", null]],
    ["('a', 1)", ["a", 1]],
    ["{}", {}],
    ["{'a': 1, 'b': {'c': [True]}}", { a: 1, b: { c: [true] } }],
    ["{<PluginType.LOADERS: 'loaders'>: 4}", { loaders: 4 }],
    ["<_FixedFindCallerLogger meltano.cli.run (INFO)>", "_FixedFindCallerLogger meltano.cli.run (INFO)"],
    ["RunnerError('Loader failed')", "Loader failed"],
    ["BrokenPipeError()", "BrokenPipeError"],
    ["KeyError(4)", "KeyError"],
  ])("is read: %s", (text, value) => {
    expect(read(text)).toEqual({ value, end: text.length });
  });

  it.each(["", "'torn", "{'a'", "{'a' 1}", "{'a': ", "[1", "[1 2]", "<torn", "Name(", "'\\"])(
    "is nothing where it is torn: %s",
    (text) => {
      expect(read(text)).toBeNull();
    },
  );

  it("ends where it ends, and not where the text does", () => {
    expect(readPythonRepr("a='x y' b=1", 2)).toEqual({ value: "x y", end: 7 });
  });

  it("is left alone where it is nested too deep", () => {
    expect(read("[".repeat(100_000))).toBeNull();
  });

  it("never throws, and never ends outside the text", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      "<",
      ">",
      "'",
      '"',
      "\\",
      ",",
      ": ",
      "x",
      "\\x4",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const text = parts.join("");
        expect(read(text)?.end ?? 0).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it("gives back any text that JSON and Python write alike", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        const written = `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
        expect(read(written)?.value).toBe(text);
      }),
    );
  });
});
