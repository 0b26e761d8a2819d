import { describe, expect, it } from "vitest";
import { boundedPattern } from "./bounded-pattern.ts";

describe("a pattern", () => {
  it.each([
    "^(a+)+$",
    "^(a|a)*$",
    "(a*)*b",
    "((ab)*c)+",
    "^(\\w+\\s?)*$",
    "(a)\\1",
    "(?<x>a)\\k<x>",
    "(a{1,}){2,}",
    "[unclosed",
    "(?i)abc",
  ])("%s is not matched", (source) => {
    expect(boundedPattern(source)).toBeNull();
  });

  it.each([
    ["^[0-9]+(\\.[0-9]{2})?$", "12.50", "12.5"],
    ["^ORD[0-9]+$", "ORD1", "ORD"],
    ["^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", "00000000-0000-0000-0000-000000000000", "0"],
    ["^(OPEN|PICKED)$", "OPEN", "open"],
    ["^[(+*]\\(+$", "+((", "x"],
    ["^\\p{Lu}$", "É", "é"],
    ["^.$", "😀", "😀😀"],
    ["\\_", "_", "-"],
  ])("%s matches %s and not %s", (source, good, bad) => {
    expect(boundedPattern(source)?.test(good)).toBe(true);
    expect(boundedPattern(source)?.test(bad)).toBe(false);
  });

  it("is not tried on texts so long that it may take for ever", () => {
    expect(boundedPattern("a+b+$")?.test("c".repeat(2000))).toBe(true);
    expect(boundedPattern("^a$")?.test("c".repeat(2000))).toBe(false);
  });
});
