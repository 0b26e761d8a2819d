import { describe, expect, it } from "vitest";
import { HealthyJob } from "../../../test/fixtures/quality/healthy-job.ts";
import { seededRandom } from "../columns/seeded-random.ts";

/** ±15 % of noise on a level with quiet weekends that grows by a percent a day. */
function healthyRuns(seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: 30 }, (_, at) => {
    const level = 300 * (at % 7 >= 5 ? 0.3 : 1) * 1.01 ** at;
    return Math.round(level * (1 + 0.15 * (2 * random() - 1)));
  });
}

describe.each([1, 2, 3, 4, 5])("thirty healthy runs with the default checks (%i)", (seed) => {
  it("give no finding, and then five times as much, a fifth and nothing do", () => {
    const job = new HealthyJob();
    const found = healthyRuns(seed).flatMap((records) => job.run(records));
    expect(found.map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
    const next = 300 * 1.01 ** 30;
    for (const factor of [5, 0.2, 0]) {
      const bad = job.run(Math.round(next * factor));
      expect(bad.map(({ check }) => check)).toEqual(["volume"]);
    }
    expect(job.points.slice(-3).every(({ flagged }) => flagged)).toBe(true);
  });
});
