import { expect, it } from "vitest";
import { bottleneckOf } from "../../mapper/bottleneck.ts";
import type { MapperBlock, StreamCount } from "../../model/mapper-block.ts";
import { progressBetween } from "./run-progress.ts";

const phase = { beganAt: 1000, attempt: 1, of: 1, nextAt: null, preflight: false };
const run = { job: "daily-load", startedAt: 1000, phase };
const block = (waitingForTapMs: number, changes: Partial<MapperBlock> = {}) =>
  ({
    blockId: "b",
    closedAt: null,
    waitingForTapMs,
    waitingForTargetMs: 0,
    ownWorkMs: 0,
    ...changes,
  }) as MapperBlock;
const orders = (records: number) => ({ stream: "orders", records, bytes: records * 100 }) as StreamCount;

it("has no rate and waits for nobody at the first look", () => {
  expect(progressBetween(run, null, { at: 3000, blocks: [block(5)], streams: [orders(10)] })).toEqual({
    job: "daily-load",
    elapsedMs: 2000,
    attempt: null,
    nextAttemptInMs: null,
    preflight: false,
    waitingFor: null,
    usual: null,
    bottleneck: bottleneckOf([block(5)]),
    streams: [{ stream: "orders", records: 10, bytes: 1000, rate: null }],
  });
});

it("tells rate and who is waited for by what grew since the last look", () => {
  const before = { at: 3000, blocks: [block(5)], streams: [orders(10)] };
  const now = { at: 3500, blocks: [block(4000)], streams: [orders(60), { ...orders(3), stream: "items" }] };
  expect(progressBetween(run, before, now)).toMatchObject({
    waitingFor: "tap",
    bottleneck: { side: "tap" },
    streams: [
      { stream: "orders", rate: 100 },
      { stream: "items", rate: null },
    ],
  });
});

it("waits for nobody once the block is over", () => {
  const before = { at: 0, blocks: [block(5)], streams: [] };
  expect(
    progressBetween(run, before, { at: 500, blocks: [block(9, { closedAt: 400 })], streams: [] }).waitingFor,
  ).toBeNull();
});

it("says which attempt it is, and when the next one begins", () => {
  const waiting = { ...run, phase: { ...phase, attempt: 2, of: 3, nextAt: 10_000 } };
  const look = { at: 4000, blocks: [], streams: [] };
  expect(progressBetween(waiting, null, look)).toMatchObject({
    attempt: { number: 2, of: 3 },
    nextAttemptInMs: 6000,
  });
  expect(progressBetween(waiting, null, { ...look, at: 11_000 }).nextAttemptInMs).toBe(0);
});
