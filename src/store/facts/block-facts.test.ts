import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aBlock, aCount, aRun, aSample, aSegment, totals } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";

type Progress = Extract<Fact, { kind: "block_progress" }>;

const { runId } = aRun();
const opened: Fact = { kind: "block_opened", block: aBlock() };
const progress = (changes: Partial<Progress> = {}): Progress => ({
  kind: "block_progress",
  blockId: "block-1",
  at: now + 500,
  totals: totals({ lines: 12, records: 10, bytesIn: 4_000, sawEof: true, waitingForTapMs: 12.6 }),
  streams: [
    aCount({ records: 10, bytes: 3_900, forwarded: 10, schemas: 1, firstAt: now + 1, lastAt: now + 9 }),
  ],
  samples: [aSample({ at: now + 500, records: 10, bytes: 3_900, waitingForTapMs: 12.6 })],
  ...changes,
});
const closed: Fact = {
  kind: "block_closed",
  blockId: "block-1",
  at: now + 900,
  exitCode: 1,
  reason: "EPIPE",
};
const segments = (blockId: string, ...numbers: readonly number[]): Fact => ({
  kind: "segments",
  blockId,
  runId,
  segments: numbers.map((number) => aSegment({ number, closedAt: now + number })),
});

describe.each(databaseKinds)("the facts of a mapper's block on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("keep a block as it was told", async () => {
    await store().apply([opened]);
    expect(await store().blocks.ofRun(runId)).toEqual([aBlock()]);
  });

  it.each([
    ["in order", [opened, progress(), closed]],
    ["backwards", [closed, progress(), opened]],
    ["twice", [opened, progress(), closed, opened, progress(), closed]],
  ])("say the same %s", async (_, facts) => {
    await store().apply(facts);
    expect(await store().blocks.ofRun(runId)).toEqual([
      aBlock({
        ...totals({ lines: 12, records: 10, bytesIn: 4_000, sawEof: true, waitingForTapMs: 13 }),
        heartbeatAt: now + 900,
        closedAt: now + 900,
        exitCode: 1,
        reason: "EPIPE",
      }),
    ]);
  });

  it("never let a total shrink", async () => {
    const early = progress({
      totals: totals({ records: 3 }),
      streams: [aCount({ records: 3, firstAt: now })],
      samples: [],
    });
    await store().apply([opened, progress(), early]);
    expect(await store().blocks.ofRun(runId)).toMatchObject([{ records: 10, sawEof: true }]);
    expect(await store().blocks.streams(runId)).toMatchObject([
      { records: 10, firstAt: now + 1, lastAt: now + 9 },
    ]);
  });

  it("sum a stream over the blocks of a run, the stream that came first first", async () => {
    const second: Fact = { kind: "block_opened", block: aBlock({ blockId: "block-2" }) };
    const other = aCount({ stream: "items", records: 1, firstAt: now });
    const empty = aCount({ stream: "empty", schemas: 1, batches: 2 });
    await store().apply([
      opened,
      second,
      progress({ streams: [...progress().streams, empty] }),
      progress({ blockId: "block-2", streams: [other, ...progress().streams] }),
    ]);
    expect(await store().blocks.streams(runId)).toEqual([
      other,
      { ...progress().streams[0], records: 20, bytes: 7_800, forwarded: 20, schemas: 2 },
      empty,
    ]);
    expect(await store().blocks.streams("another run")).toEqual([]);
  });

  it("hold ten thousand streams told at once", async () => {
    const streams = Array.from({ length: 10_000 }, (_, index) =>
      aCount({ stream: `s${index}`, records: index }),
    );
    await store().apply([opened, progress({ streams })]);
    const found = await store().blocks.streams(runId);
    expect(found.reduce((sum, { records }) => sum + records, 0)).toBe(49_995_000);
  });

  it("give the newest samples, oldest first", async () => {
    const samples = Array.from({ length: 10 }, (_, index) => aSample({ at: now + index, records: index }));
    await store().apply([opened, progress({ samples }), progress({ samples: samples.slice(3) })]);
    const newest = await store().blocks.samples(runId, 3);
    expect(newest).toEqual(samples.slice(7).map((sample) => ({ ...sample, blockId: "block-1" })));
  });

  it("keep each segment once, in the order it was closed", async () => {
    await store().apply([opened, segments("block-1", 1, 2)]);
    await store().apply([segments("block-1", 1, 2), segments("block-1", 3)]);
    expect(await store().blocks.segments(runId)).toEqual(
      [1, 2, 3].map((number) => aSegment({ number, closedAt: now + number })),
    );
    expect(await store().blocks.segmentTotals(runId)).toEqual([
      { stream: "orders", segments: 3, records: 30 },
    ]);
  });

  it("keep many segments as they came, of streams and blocks that take turns", async () => {
    const told = Array.from({ length: 700 }, (_, index) =>
      aSegment({
        stream: `stream-${index % 3}`,
        number: Math.floor(index / 3) + 1,
        bytes: index + 1,
        stateSha256: index % 7 === 0 ? null : `state-${index}`,
        bookmark: index % 5 === 0 ? `${index}` : null,
        closedBy: index % 7 === 0 ? "eof" : "state",
        openedAt: now + index,
        closedAt: now + index + 1,
      }),
    );
    const blocks = [
      ["block-1", told.slice(0, 300)],
      ["block-2", told.slice(300, 301)],
      ["block-1", told.slice(301)],
    ] as const;
    await store().apply(
      blocks.map(([blockId, segments]): Fact => ({ kind: "segments", blockId, runId, segments })),
    );
    expect(await store().blocks.segments(runId)).toEqual(told);
  });

  it("keep segments whose block has not been told yet", async () => {
    await store().apply([segments("block-1", 1)]);
    expect(await store().blocks.segments(runId)).toHaveLength(1);
    expect(await store().blocks.ofRun(runId)).toEqual([]);
    await store().apply([opened]);
    expect(await store().blocks.ofRun(runId)).toEqual([aBlock()]);
  });

  it("page through the segments of all runs, or of one, in the order they were recorded", async () => {
    const other = "0199aaaa-0000-7000-8000-00000000000f";
    await store().apply([opened, segments("block-1", 1, 2)]);
    await store().apply([{ ...segments("block-9", 1), runId: other } as Fact]);
    await store().apply([segments("block-1", 3)]);
    const all = await store().blocks.segmentPage({ after: 0, limit: 3 });
    expect(all.map(({ runId: of, blockId, number }) => [of, blockId, number])).toEqual([
      [runId, "block-1", 1],
      [runId, "block-1", 2],
      [other, "block-9", 1],
    ]);
    const after = all.at(-1)?.sequence ?? 0;
    const rest = await store().blocks.segmentPage({ after, limit: 3 });
    expect(rest.map(({ number }) => number)).toEqual([3]);
    const ofOne = await store().blocks.segmentPage({ runId, after: 0, limit: 10 });
    expect(ofOne.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(ofOne[0]).toMatchObject(aSegment({ closedAt: now + 1 }));
  });
});
