import { describe, expect, it } from "vitest";
import { aBlock, aCount, aRun } from "../../../test/fixtures/store/samples.ts";
import type { StreamClaim } from "../../model/run.ts";
import { gather, type PlannedBlock, type RunCounts } from "./gather.ts";

const claim = (side: StreamClaim["side"], records: number, stream = "orders"): StreamClaim => ({
  stream,
  side,
  records,
});
const planned = (changes: Partial<PlannedBlock> = {}): PlannedBlock => ({
  ...{ tap: "tap-x", target: "target-y", watched: true, changedBefore: false, changedBehind: false },
  ...changes,
});
const counts = (changes: Partial<RunCounts> = {}): RunCounts => ({
  run: aRun({ status: "success" }),
  attempts: 1,
  blocks: [aBlock({ closedAt: 2 })],
  counts: [aCount({ records: 10, forwarded: 10 })],
  carriers: [{ stream: "orders", blockId: "block-1" }],
  claims: [claim("tap", 10), claim("target", 10)],
  planned: [planned()],
  ...changes,
});
const only = (changes: Partial<RunCounts> = {}) => {
  const { streams, totals } = gather(counts(changes));
  return { ...streams[0], totals, streams };
};

describe("the sides of a stream", () => {
  it("are equal only where all of them spoke", () => {
    expect(only()).toMatchObject({
      tap: "tap-x",
      target: "target-y",
      comparison: { equal: true, unknown: [] },
    });
    expect(only({ claims: [claim("tap", 10)] }).comparison).toMatchObject({
      equal: null,
      unknown: ["The target's log says no number for this stream."],
    });
    expect(only({ claims: [] }).comparison).toMatchObject({ equal: null, looked: false });
    expect(only({ claims: [claim("tap", 10), claim("target", 9)] }).comparison?.equal).toBe(false);
  });

  it("of a stream that no mapper saw are unknown, whatever both ends say", () => {
    expect(only({ counts: [], carriers: [], blocks: [] })).toMatchObject({
      sides: { tapSaid: 10, mapperSaw: null, forwarded: null, targetSaid: 10 },
      comparison: { equal: null, unknown: ["No mapper of ours saw this stream."] },
    });
  });

  it.each([
    ["the run goes on", { run: aRun({ status: "running" }) }, "goes on"],
    ["a mapper never said its end", { blocks: [aBlock()] }, "ended without saying so"],
    ["it took several attempts", { attempts: 3 }, "3 attempts"],
    [
      "a block was not watched",
      { planned: [planned(), planned({ tap: "tap-z", watched: false })] },
      "watched",
    ],
  ])("prove nothing where %s", (_, changes, reason) => {
    const { comparison } = only({ ...changes, claims: [claim("tap", 99), claim("target", 10)] });
    expect(comparison).toMatchObject({ equal: null, differences: [], looked: false });
    expect(comparison?.unknown.join()).toContain(reason);
  });

  it("of several attempts are yes where they fit, and prove only what no broken attempt explains where they don't", () => {
    const of = (tap: number, target: number, seen = aCount({ records: 10, forwarded: 10 })) =>
      only({ attempts: 2, counts: [seen], claims: [claim("tap", tap), claim("target", target)] });
    expect(of(10, 10)).toMatchObject({
      comparison: { equal: true, unknown: [], looked: true },
      isFinal: false,
    });
    for (const [tap, target] of [
      [9, 10],
      [11, 10],
      [10, 9],
    ] as const)
      expect(of(tap, target).comparison).toMatchObject({ equal: null, differences: [], looked: false });
    expect(of(11, 12).comparison).toMatchObject({
      equal: false,
      differences: [{ side: "target", says: "more" }],
    });
    expect(of(10, 8, aCount({ records: 10, forwarded: 8 })).comparison).toMatchObject({
      equal: false,
      differences: [{ side: "mapper" }],
    });
  });

  it("beside BATCH files are at least as many as the mapper counted", () => {
    const of = (tap: number, target: number) =>
      only({
        counts: [aCount({ records: 10, forwarded: 10, batches: 1 })],
        claims: [claim("tap", tap), claim("target", target)],
      }).comparison;
    expect(of(10, 10)).toMatchObject({ equal: null, differences: [], looked: false });
    expect(of(9, 12)).toMatchObject({ equal: false, differences: [{ side: "tap", says: "less" }] });
    expect(of(12, 9)).toMatchObject({
      equal: false,
      differences: [{ side: "target", says: "less", alike: 9 }],
    });
  });

  it("of BATCH files are not counted here, and no difference", () => {
    const batches = (lines: number) =>
      only({
        blocks: [aBlock({ closedAt: 2, lines, statesIn: 1 })],
        counts: [aCount({ schemas: 1 })],
      }).comparison;
    expect(batches(3)).toMatchObject({ equal: null, differences: [], looked: false });
    expect(batches(3)?.unknown.join()).toContain("BATCH");
    expect(batches(2)).toMatchObject({ equal: false });
  });

  it("beside those in BATCH files are not all that came, and no difference", () => {
    const counts = [aCount({ records: 10, forwarded: 10, batches: 1 })];
    const { comparison } = only({ counts, claims: [claim("tap", 99), claim("target", 99)] });
    expect(comparison).toMatchObject({ equal: null, differences: [], looked: false });
    expect(comparison?.unknown.join()).toContain("BATCH");
  });

  it("behind another mapper are not compared with ours, and are shown", () => {
    const before = only({
      planned: [planned({ changedBefore: true })],
      claims: [claim("tap", 99), claim("target", 10)],
    });
    expect(before).toMatchObject({
      sides: { tapSaid: 99 },
      comparison: { equal: null, unknown: ["Another mapper stands between the tap and ours, or may."] },
    });
    const behind = only({
      planned: [planned({ changedBehind: true })],
      claims: [claim("tap", 9), claim("target", 99)],
    });
    expect(behind.comparison).toMatchObject({ equal: false, differences: [{ side: "tap" }] });
  });

  it("of two blocks with names of their own are each compared", () => {
    const { streams } = only({
      blocks: [aBlock({ closedAt: 2 }), aBlock({ blockId: "block-2", tap: "tap-z", closedAt: 2 })],
      counts: [aCount({ records: 10, forwarded: 10 }), aCount({ stream: "items", records: 5, forwarded: 5 })],
      carriers: [
        { stream: "orders", blockId: "block-1" },
        { stream: "items", blockId: "block-2" },
      ],
      claims: [claim("tap", 10), claim("target", 10), claim("tap", 6, "items"), claim("target", 5, "items")],
      planned: [planned(), planned({ tap: "tap-z", target: "target-w" })],
    });
    expect(streams).toMatchObject([
      { target: "target-y", comparison: { equal: true } },
      { target: "target-w", comparison: { equal: false } },
    ]);
  });
});

describe("what a target's reader took in", () => {
  const read = (records: number) => claim("target_input", records, "");

  it("speaks for the target where there is one stream", () => {
    const one = only({ claims: [claim("tap", 10), read(10)] });
    expect(one).toMatchObject({
      sides: { targetSaid: 10 },
      comparison: { equal: true },
      totals: { forwarded: 10, targetRead: 10, equal: true },
    });
    expect(only({ claims: [claim("tap", 10), read(7)] }).comparison?.differences).toMatchObject([
      { side: "target", alike: 7 },
    ]);
  });

  it("speaks for each of them where it took nothing at all", () => {
    const counted = [aCount(), aCount({ stream: "items" })];
    const carriers = counted.map(({ stream }) => ({ stream, blockId: "block-1" }));
    const claims = [claim("tap", 0), claim("tap", 0, "items"), read(0)];
    const { streams } = only({ counts: counted, carriers, claims });
    expect(streams.map(({ comparison }) => comparison.equal)).toEqual([true, true]);
  });

  it("is held against the sum of several, and says nothing of each", () => {
    const two = {
      counts: [aCount({ records: 10, forwarded: 10 }), aCount({ stream: "items", records: 5, forwarded: 5 })],
      carriers: [
        { stream: "orders", blockId: "block-1" },
        { stream: "items", blockId: "block-1" },
      ],
      claims: [claim("tap", 10), read(14)],
    };
    const { totals, streams } = only(two);
    expect(totals).toEqual({ forwarded: 15, targetRead: 14, equal: false });
    expect(streams.map(({ sides }) => sides)).toMatchObject([
      { stream: "orders", targetSaid: null },
      { stream: "items", targetSaid: null },
    ]);
  });

  it("is not used where it is not known whose reader spoke", () => {
    const { totals } = only({
      claims: [read(7)],
      planned: [planned(), planned({ tap: "tap-z", watched: false })],
    });
    expect(totals).toEqual({ forwarded: 10, targetRead: null, equal: null });
  });
});
