import { describe, expect, it } from "vitest";
import type { MapperBlock, Segment } from "../../model/mapper-block.ts";
import { failureImpact, type Passed, unfinishedBlock } from "./failure-impact.ts";

const block = (blockId: string, tap: string, openedAt: number) =>
  ({ blockId, tap, openedAt }) as unknown as MapperBlock;
const segment = (stream: string, openedAt: number, closedBy: Segment["closedBy"], records: number) =>
  ({ stream, openedAt, closedBy, records }) as unknown as Segment;

/** The first block loads all of `orders`, which has no bookmark; the second reads `items` and `stock`. */
const passed: Passed = {
  blocks: [block("a", "tap-shop", 100), block("b", "tap-store", 200)],
  carriers: [
    { stream: "orders", blockId: "a" },
    { stream: "items", blockId: "b" },
    { stream: "stock", blockId: "b" },
  ],
  segments: [
    segment("orders", 110, "eof", 4_000),
    segment("items", 210, "state", 30),
    segment("stock", 220, "state", 10),
    segment("stock", 230, "eof", 5),
  ],
};
const usual = ["orders", "items", "stock", "prices"];
const impact = (changes: Partial<Parameters<typeof failureImpact>[0]> = {}) =>
  failureImpact({
    passed,
    usual,
    unfinished: { tap: "tap-store", isBookmarked: true },
    role: "tap",
    ...changes,
  });

describe("what a failure leaves undone", () => {
  it("is of the block that failed and those behind it, not of blocks that went well", () => {
    expect(impact()).toEqual({ streams: ["stock", "prices"], recordsSinceBookmark: 5 });
  });

  it("is all of the block where its target failed: nobody knows what of it that had stored", () => {
    expect(impact({ role: "target" })).toEqual({
      streams: ["items", "stock", "prices"],
      recordsSinceBookmark: 5,
    });
  });

  it("is of the last attempt: what an earlier one left came again", () => {
    const again: Passed = {
      blocks: [...passed.blocks, block("c", "tap-store", 300)],
      carriers: [...passed.carriers, { stream: "stock", blockId: "c" }],
      segments: [...passed.segments, segment("stock", 310, "state", 8), segment("stock", 320, "eof", 2)],
    };
    expect(impact({ passed: again })).toEqual({
      streams: ["items", "stock", "prices"],
      recordsSinceBookmark: 2,
    });
  });

  it("is all that passed in the block where the target confirmed no bookmark", () => {
    expect(impact({ unfinished: { tap: "tap-store", isBookmarked: false } })).toEqual({
      streams: ["items", "stock", "prices"],
      recordsSinceBookmark: 45,
    });
  });

  it("is nothing of what passed where a command failed", () => {
    expect(impact({ unfinished: null })).toEqual({ streams: ["prices"], recordsSinceBookmark: 0 });
  });

  it("is not known without a good run to compare with, or without a mapper", () => {
    expect(impact({ usual: null })).toEqual({ streams: null, recordsSinceBookmark: 5 });
    expect(impact({ passed: { blocks: [], carriers: [], segments: [] } })).toEqual({
      streams: null,
      recordsSinceBookmark: null,
    });
  });

  it("is of the last block where nobody says which failed", () => {
    expect(impact({ unfinished: undefined })).toEqual(impact());
  });
});

describe("the block that did not end well", () => {
  const plan = {
    blocks: [
      { kind: "extract_load", tap: "tap-shop", mappings: ["watch"], target: "target-y", watched: true },
      { kind: "command", plugin: "dbt", command: "run" },
      { kind: "extract_load", tap: "tap-store", mappings: ["watch"], target: "target-z", watched: true },
    ],
  } as const;
  const ended = (...successes: boolean[]) => ({
    blocks: successes.map((success) => ({ result: { success }, stateUpdates: 1 })),
    open: { stateUpdates: 0 },
  });
  const blockOf = (...successes: boolean[]) =>
    unfinishedBlock({ plan, log: ended(...successes) } as never, null);

  it("is that of the block which failed, or was open", () => {
    expect(blockOf(false)).toEqual({ tap: "tap-shop", isBookmarked: true });
    expect(blockOf(true, true)).toEqual({ tap: "tap-store", isBookmarked: false });
  });

  it("is none where a command failed", () => {
    expect(blockOf(true, false)).toBeNull();
  });

  it("is that of the plugin to blame where Meltano calls all blocks good", () => {
    const judged = (plugin: string | null) =>
      unfinishedBlock({ plan, log: ended(true, true, true) } as never, plugin);
    expect(judged("target-y")).toEqual({ tap: "tap-shop", isBookmarked: true });
    expect(judged("tap-store")).toEqual({ tap: "tap-store", isBookmarked: true });
    expect(judged(null)).toBeUndefined();
  });
});
