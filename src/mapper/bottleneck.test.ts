import { describe, expect, it } from "vitest";
import { bottleneckOf, withTargetsTail } from "./bottleneck.ts";

const spent = (waitingForTapMs: number, waitingForTargetMs: number, ownWorkMs: number) => ({
  ...{ waitingForTapMs, waitingForTargetMs, ownWorkMs },
});

it.each([
  ["a slow tap", [spent(90_000, 2000, 8000)], "tap", "high"],
  ["a slow target", [spent(10_000, 80_000, 10_000)], "target", "high"],
  ["a busy mapper", [spent(2000, 1000, 9000)], "mapper", "high"],
  ["a tap that is slower than the rest", [spent(6000, 3000, 1000)], "tap", "medium"],
  ["a narrow lead", [spent(4400, 2800, 2800)], "tap", "low"],
  ["both in turn", [spent(5000, 4800, 200)], "none", "low"],
  ["a run that is too short to say", [spent(1000, 500, 100)], "unknown", "low"],
  ["no mapper at all", [], "unknown", "low"],
  ["several blocks together", [spent(1000, 20_000, 500), spent(2000, 30_000, 500)], "target", "high"],
])("names the bottleneck of %s", (_case, blocks, side, confidence) => {
  expect(bottleneckOf(blocks)).toMatchObject({ side, confidence });
});

it("gives shares that add up, and what to try with the pipe-buffer caveat", () => {
  const { shares, advice } = bottleneckOf([spent(1000, 8000, 1000)]);
  expect(shares).toEqual({ tap: 0.1, target: 0.8, mapper: 0.1 });
  expect(advice).toMatch(/batch size.*MELTANO_ELT_BUFFER_SIZE.*64 KiB/);
  expect(bottleneckOf([spent(8000, 1000, 1000)]).advice).toMatch(/page.*index/);
});

it("advises nothing where nothing is known", () => {
  expect(bottleneckOf([])).toEqual({ side: "unknown", confidence: "low", shares: null, advice: null });
});

describe("a target that goes on loading when its mapper is done", () => {
  const block = { ...spent(2000, 0, 100), closedAt: 10_000, sawEof: true };

  it("is named by the time to the run's end", () => {
    expect(bottleneckOf([block])).toMatchObject({ side: "tap" });
    expect(bottleneckOf(withTargetsTail([block], 30_000))).toMatchObject({
      side: "target",
      confidence: "high",
    });
  });

  it("counts for the last block alone", () => {
    const earlier = { ...block, closedAt: 5_000 };
    expect(withTargetsTail([earlier, block], 12_000).map((one) => one.waitingForTargetMs)).toEqual([
      0, 2_000,
    ]);
  });

  it.each([
    ["the run goes on", block, null],
    ["the tap was cut short", { ...block, sawEof: false }, 30_000],
  ])("says nothing while %s", (_case, one, endedAt) => {
    expect(withTargetsTail([one], endedAt)).toEqual([one]);
  });
});
