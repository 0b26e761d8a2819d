import { expect, it } from "vitest";
import { type LinearRegex, linearRegex } from "./linear-regex.ts";

function fits(source: string, text: string): boolean {
  return (linearRegex(source) as LinearRegex).fitsAll(text);
}

it("fits from the first character to the last, newlines too", () => {
  expect(fits("a|ab", "ab")).toBe(true);
  expect(fits("a", "ab")).toBe(false);
  expect(fits(".*", "two\nlines")).toBe(true);
});

it("says what is wrong with a pattern it can't do in linear time", () => {
  expect(linearRegex("(?=x)")).toContain("(?=");
  expect(linearRegex("[")).toContain("missing closing ]");
  expect(linearRegex("(")).toBe("missing closing ): `(`");
  expect(linearRegex("a{1001}")).toContain("repeat count");
});

it("does not hang on a pattern that would", () => {
  expect(fits("(a+)+b", `${"a".repeat(20_000)}c`)).toBe(false);
});
