import fc from "fast-check";
import { expect, it } from "vitest";
import type { ResourceSample } from "../../model/plugin-resources.ts";
import { addSample, emptySeries, mostSamples } from "./series.ts";

const looks = fc.array(
  fc.record({
    ms: fc.integer({ min: 1, max: 9000 }),
    cpuPercent: fc.integer({ min: 0, max: 400 }),
    rssBytes: fc.integer({ min: 0, max: 1e9 }),
  }),
  { minLength: 1, maxLength: 2000 },
);

it("never has more stretches than it may, and loses neither time, nor work, nor the peak", () => {
  fc.assert(
    fc.property(looks, (seen) => {
      let at = 0;
      const series = seen.reduce((held, one) => {
        at += one.ms;
        return addSample(held, { ...one, at });
      }, emptySeries);
      const { samples } = series;
      const work = (list: readonly Pick<ResourceSample, "ms" | "cpuPercent">[]): number =>
        list.reduce((sum, { ms, cpuPercent }) => sum + ms * cpuPercent, 0);
      expect(samples.length).toBeLessThanOrEqual(mostSamples);
      expect(samples.reduce((sum, { ms }) => sum + ms, 0)).toBe(at);
      expect(samples.at(-1)?.at).toBe(at);
      expect(work(samples)).toBeCloseTo(work(seen), 0);
      expect(Math.max(...samples.map(({ rssBytes }) => rssBytes ?? 0))).toBe(
        Math.max(...seen.map(({ rssBytes }) => rssBytes)),
      );
    }),
  );
});

it("keeps looks of two seconds apart while there are few", () => {
  const three = [1, 2, 3].reduce(
    (series, number) => addSample(series, { at: number, ms: 2000, cpuPercent: number, rssBytes: null }),
    emptySeries,
  );
  expect(three.samples.map(({ cpuPercent }) => cpuPercent)).toEqual([1, 2, 3]);
});
