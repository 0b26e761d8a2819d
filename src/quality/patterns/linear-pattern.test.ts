import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, it } from "vitest";
import { linearPattern, nativePattern } from "./linear-pattern.ts";

it.each(["^ORD[0-9]+$", "abc", "^[A-Z]{2}-\\d{4}$", "a\\.b", "^(OPEN|SHUT)$", "x?y"])(
  "takes JavaScript's engine for %s",
  (source) => {
    expect(nativePattern(source)).not.toBeNull();
  },
);

it.each([
  "(a+)+$",
  "a*b*c",
  "(a|b|c|d)",
  ".",
  "\\s",
  "\\bx",
  "[[:alpha:]]",
  "(?i)x",
  "\\pL",
  "(?P<n>a)",
  "a?a?a?",
  "é",
  "[é]",
  "a**",
])("leaves %s to the linear one", (source) => {
  expect(nativePattern(source)).toBeNull();
});

it.each(["(", "[", "a{2001}", "(?=a)", "(a)\\1", "*", "(?<=a)b", "a**"])("says why %s is none", (source) => {
  expect(linearPattern(source)).toHaveProperty("error");
});

it("says the same with both engines", () => {
  const part = fc.constantFrom(
    "a",
    "b",
    "0",
    "-",
    "\\d",
    "\\w",
    "[a-c]",
    "[^a]",
    "(a|b)",
    "\\.",
    "(?:0)",
    " ",
    "\\D",
    "\\W",
    "[0-9.]",
    "\\n",
  );
  const source = fc
    .tuple(
      fc.constantFrom("", "^"),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}"),
      fc.constantFrom("", "$"),
    )
    .map(([begin, parts, repeat, end]) => `${begin}${parts.join("")}${repeat}${end}`);
  const text = fc.string({
    unit: fc.constantFrom("a", "b", "c", "0", "1", "-", ".", " ", "\n", "\r", "é", "😀", "_"),
    maxLength: 8,
  });
  fc.assert(
    fc.property(source, text, (pattern, value) => {
      const native = nativePattern(pattern);
      if (native !== null)
        expect([pattern, value, native.test(value)]).toEqual([
          pattern,
          value,
          RE2JS.compile(pattern).test(value),
        ]);
    }),
    { numRuns: 2000 },
  );
});
