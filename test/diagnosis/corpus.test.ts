import { describe, expect, it } from "vitest";
import { diagnosisOf, type FailureCase, failureCases } from "./read-failure.ts";

const failures = failureCases.filter(({ category }) => category !== null);
const goodRuns = failureCases.filter(({ category }) => category === null);

describe("failures of real tools", () => {
  it("are many", () => {
    expect(failures.length).toBeGreaterThan(150);
    expect(goodRuns.length).toBeGreaterThanOrEqual(30);
  });

  it("lead to the right category in at least 95 of 100", () => {
    const wrong = failures.flatMap((one) => {
      const found = diagnosisOf(one)?.category ?? null;
      return found === one.category ? [] : [`${one.file}: ${found}, not ${one.category}`];
    });
    expect(wrong.length / failures.length, wrong.join("\n")).toBeLessThanOrEqual(0.05);
  });

  it("lead to the right plugin in at least 95 of 100", () => {
    const wrong = failures.flatMap((one) => {
      const found = diagnosisOf(one);
      return isBlamedRight(one, found) ? [] : [`${one.file}: ${found?.plugin}, not ${one.plugin}`];
    });
    expect(wrong.length / failures.length, wrong.join("\n")).toBeLessThanOrEqual(0.05);
  });

  it("always come with a line that says so, a sentence and something to do", () => {
    for (const one of failures) {
      const found = diagnosisOf(one);
      if (found === null || found.category === "unknown") continue;
      expect(found.cause, one.file).toMatch(/\w[^{}]*\.$/);
      expect(found.advice.length, one.file).toBeGreaterThan(0);
    }
  });

  it.each(goodRuns.map((one) => [one.file, one] as const))("name nothing in the good run %s", (_, one) => {
    expect(diagnosisOf(one)).toBeNull();
  });
});

function isBlamedRight({ role, plugin }: FailureCase, found: ReturnType<typeof diagnosisOf>): boolean {
  return role === "meltano" ? found?.plugin === null && found.role === "meltano" : found?.plugin === plugin;
}
