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

  it("with a login page in the place of JSON are the source's, and no fault of what the tap writes", () => {
    const pages = failures.filter(({ file }) => /html|login/.test(file));
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(diagnosisOf(page)?.cause, page.file).toContain("a login page");
  });

  it("never show a value of a row", () => {
    for (const one of failures) {
      const told = JSON.stringify(diagnosisOf(one));
      expect(told, one.file).not.toMatch(/parameters: \[|row contains \(\d|entry '\d/);
    }
  });

  it("always come with a line that says so, a sentence and something to do", () => {
    for (const one of failures) {
      const found = diagnosisOf(one);
      if (found === null || found.category === "unknown") continue;
      expect(found.cause, one.file).toMatch(/\w[^{}]*\.$/);
      expect(found.advice.length, one.file).toBeGreaterThan(0);
    }
  });

  it("are found out where the tap ends with exit code 0", () => {
    const quiet = failures.filter(({ exit_code: exitCode }) => exitCode === 0);
    expect(quiet.length).toBeGreaterThan(0);
    for (const one of quiet)
      expect(diagnosisOf(one), one.file).toMatchObject({ plugin: one.plugin, category: one.category });
  });

  it.each(goodRuns.map((one) => [one.file, one] as const))("name nothing in the good run %s", (_, one) => {
    expect(diagnosisOf(one)).toBeNull();
  });
});

function isBlamedRight({ role, plugin }: FailureCase, found: ReturnType<typeof diagnosisOf>): boolean {
  return role === "meltano" ? found?.plugin === null && found.role === "meltano" : found?.plugin === plugin;
}
