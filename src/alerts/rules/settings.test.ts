import { describe, expect, it } from "vitest";
import { defaultRules } from "./default-rules.ts";
import { parseExpression } from "./expression.ts";
import { ruleOf } from "./rule.ts";
import { ruleSettings, rulesSettings } from "./settings.ts";
import { suggest } from "./suggest.ts";

const good = { name: "slow", metric: "run_duration_seconds", condition: "last > 30m" };

function problems(rule: Record<string, unknown>): string[] {
  const parsed = ruleSettings.safeParse(rule);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("a rule as it is written", () => {
  it("needs a name, a metric and a condition, and no more", () => {
    expect(ruleSettings.parse(good)).toMatchObject({
      window: 3_600_000,
      for: 0,
      severity: "warning",
      type: "custom",
      enabled: true,
    });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["no metric", { ...good, metric: undefined }, /^metric: must be given/],
    ["nothing to test", { ...good, condition: undefined }, /^condition: must be given/],
    ["two things to test", { ...good, expression: "last > 1.0" }, /^expression: stands beside condition/],
    ["an event's type", { ...good, type: "pipeline_success" }, /^type: /],
    ["a window of nothing", { ...good, window: "0s" }, /^window: must be at least 1s/],
    ["a window wider than anything is kept", { ...good, window: "91d" }, /^window: must be at most 90d/],
    [
      "a percentile over more than single samples are kept",
      { ...good, condition: "p95 > 1", window: "8d" },
      /^window: must be at most 7d for p95/,
    ],
    [
      "a change over more than that",
      { ...good, condition: undefined, expression: "delta > 1.0", window: "8d" },
      /at most 7d for delta/,
    ],
    ["a name with spaces", { ...good, name: "slow run" }, /^name: must be a name/],
    ["a matcher that is none", { ...good, matchers: ["job"] }, /^matchers\.0: /],
  ])("is refused with %s", (_, rule, sentence) => {
    expect(problems(rule).join("\n")).toMatch(sentence);
  });

  it("that is only switched off needs no more than its name", () => {
    expect(problems({ name: "outbox_stuck", enabled: false })).toEqual([]);
    expect(ruleOf(ruleSettings.parse({ name: "outbox_stuck", enabled: false }), "file")).toBeNull();
  });

  it("is not looked at with a matcher left out that can't be read", () => {
    expect(ruleOf(ruleSettings.parse({ ...good, matchers: ['job=~"("'] }), "stored")).toBeNull();
  });

  it("needs a name of its own", () => {
    const parsed = rulesSettings.safeParse([good, { ...good, metric: "run_records" }]);
    expect(parsed.error?.issues).toMatchObject([
      { path: [1, "name"], message: expect.stringContaining("rules[0]") },
    ]);
  });

  it("is brought along only where it can be used", () => {
    expect(defaultRules.map((rule) => ruleOf(rule, "default")?.name)).toEqual([
      "failures_in_a_row",
      "outbox_stuck",
    ]);
  });
});

describe("an expression", () => {
  it.each([
    ["last >", /can't be understood/],
    ["nowhere > 3.0", /Unknown variable: nowhere/],
    ["last", /must say true or false, and says double/],
    ['last > "x"', /can't be understood/],
    [`${"(".repeat(200)}last${")".repeat(200)} > 1.0`, /can't be understood/],
  ])("%j is refused", (text, sentence) => {
    expect(parseExpression(text)).toMatch(sentence);
  });

  it("says what it looks at", () => {
    expect(parseExpression("p95 > 2.0 * p50 && count >= 10")).toMatchObject({
      uses: ["count", "p50", "p95"],
    });
  });
});

describe("a suggestion", () => {
  const samples = (values: readonly number[]) => values.map((value) => ({ value }));

  it("is P95 and a fifth more, and says how often it would have fired", () => {
    const values = [...Array.from({ length: 99 }, (_, at) => at + 1), 500, 600, 1, 700];
    expect(suggest("m", {}, samples(values))).toMatchObject({
      threshold: 117,
      wouldHaveFired: 2,
      samples: 103,
    });
  });

  it("is not made of too little", () => {
    expect(suggest("m", {}, samples([1, 2, 3]))).toBeNull();
  });

  it("of nothing but zeros is zero, and lies above what is below zero", () => {
    expect(suggest("m", {}, samples(Array(20).fill(0)))).toMatchObject({ threshold: 0, wouldHaveFired: 0 });
    expect(suggest("m", {}, samples(Array(20).fill(-10)))?.threshold).toBe(-8);
  });
});
