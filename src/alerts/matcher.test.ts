import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesAll, parseMatcher } from "./matcher.ts";

function fits(text: string, labels: Record<string, string>): boolean {
  const matcher = parseMatcher(text);
  if (typeof matcher === "string") throw new Error(matcher);
  return matchesAll([matcher], labels);
}

describe("a matcher", () => {
  it.each([
    ['job="daily"', { job: "daily" }, true],
    ['job="daily"', { job: "daily2" }, false],
    ['job!="daily"', {}, true],
    ['job=""', {}, true],
    ["job=daily", { job: "daily" }, true],
    [' job = "daily" ', { job: "daily" }, true],
    ['job=~"dai.*"', { job: "daily" }, true],
    ['job=~"ail"', { job: "daily" }, false],
    ['job=~"a|daily"', { job: "daily" }, true],
    ['job=~".*"', { job: "two\nlines" }, true],
    ['job!~"dai.*"', { job: "daily" }, false],
    ['job="say \\"hi\\"\\n"', { job: 'say "hi"\n' }, true],
  ])("%s on %j is %s", (text, labels, expected) => {
    expect(fits(text, labels)).toBe(expected);
  });

  it.each([
    ["job", "must look like"],
    ['="x"', "must look like"],
    ['job="x', "does not end"],
    ['job="x" y', "text after it"],
    ['job=~"["', "does not compile"],
  ])("%s is refused: %s", (text, reason) => {
    expect(parseMatcher(text)).toContain(reason);
  });

  it("never throws, and equals what it was made from", () => {
    fc.assert(fc.property(fc.string(), (text) => ["string", "object"].includes(typeof parseMatcher(text))));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const quoted = value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
        return fits(`job="${quoted}"`, { job: value }) && !fits(`job!="${quoted}"`, { job: value });
      }),
    );
  });
});
