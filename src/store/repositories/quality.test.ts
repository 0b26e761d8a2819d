import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aBlock, aRun } from "../../../test/fixtures/store/samples.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { Fact } from "../../model/fact.ts";
import type { BlockTotals } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";
import type { PastQuery, StreamProfile } from "../../model/stream-history.ts";

const day = 86_400_000;
const scope = { project: "shop", environment: "prod", job: "daily" };
const query: PastQuery = {
  project: "shop",
  environment: "prod",
  runId: "new",
  tap: "tap-x",
  startedBefore: now + 100 * day,
};

interface SeenRun {
  readonly number: number;
  readonly run?: Partial<Run>;
  readonly tap?: string;
  readonly sawEof?: boolean;
  readonly streams?: { readonly [stream: string]: number };
  readonly profiles?: readonly Partial<StreamProfile>[];
}

function factsOf({
  number,
  run,
  tap = "tap-x",
  sawEof = true,
  streams = { orders: 100 },
  profiles = [],
}: SeenRun): Fact[] {
  const [runId, blockId] = [`run-${number}`, `block-${number}`];
  const startedAt = now + number * day;
  const block = { ...aBlock({ blockId, runId, tap, openedAt: startedAt, sawEof }) };
  return [
    {
      kind: "run_opened",
      run: aRun({ ...scope, runId, startedAt, status: "success", complete: true, source: "runner", ...run }),
    },
    { kind: "block_opened", block },
    {
      kind: "block_progress",
      blockId,
      at: startedAt + 1000,
      totals: block as BlockTotals,
      samples: [],
      streams: Object.entries(streams).map(([stream, records]) => ({
        ...{
          stream,
          records,
          bytes: records * 10,
          forwarded: records,
          quarantined: 0,
          dropped: 0,
          uninspected: 0,
        },
        ...{ schemas: 1, states: 1, firstAt: startedAt, lastAt: startedAt + 5000 },
        ...{ waitingForTapMs: 0, waitingForTargetMs: 0, ownWorkMs: 0 },
      })),
    },
    {
      kind: "stream_profiles",
      blockId,
      runId,
      at: startedAt + 2000,
      profiles: profiles.map((profile) => ({
        ...{ stream: "orders", flagged: [], schema: null, bookmarks: null, columns: null },
        ...profile,
      })),
    },
  ];
}

function schemaOf(hash: string, schema: Json = { properties: {} }, held = false): StreamProfile["schema"] {
  return { hash, schema, keyProperties: ["id"], inferred: { "$.a": ["string"] }, held };
}

describe.each(databaseKinds)("the past of a job on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);
  const fill = (...runs: SeenRun[]) => store().apply(runs.flatMap(factsOf));
  const orders = async (changes: Partial<PastQuery> = {}) =>
    (await store().quality.past({ ...query, ...changes })).streams.find(({ stream }) => stream === "orders");
  const values = async (changes: Partial<PastQuery> = {}) =>
    (await orders(changes))?.points.records.map(({ value }) => value);

  it("is empty where nothing ran", async () => {
    expect(await store().quality.past(query)).toEqual({ job: null, runs: 0, streams: [] });
    expect(await store().quality.pastOfJob(scope)).toEqual({ job: "daily", runs: 0, streams: [] });
    expect(await store().quality.jobs()).toEqual([]);
  });

  it("holds what good and complete runs counted, oldest first", async () => {
    await fill(
      { number: 1, streams: { orders: 100, items: 5 } },
      { number: 2, run: { status: "failed" }, streams: { orders: 1 } },
      { number: 3, run: { complete: false }, streams: { orders: 2 } },
      { number: 4, run: { status: "unknown" }, streams: { orders: 3 } },
      { number: 5, sawEof: false, streams: { orders: 4 } },
      { number: 6, streams: { orders: 110 }, profiles: [{ flagged: ["records"] }] },
    );
    const past = await store().quality.past(query);
    expect(past).toMatchObject({ job: "daily", runs: 2 });
    expect(past.streams.map(({ stream, runsInARow }) => [stream, runsInARow]).sort()).toEqual([
      ["items", 0],
      ["orders", 2],
    ]);
    expect((await orders())?.points).toEqual({
      records: [
        { runId: "run-1", at: now + day, value: 100, flagged: false },
        { runId: "run-6", at: now + 6 * day, value: 110, flagged: true },
      ],
      bytes: [
        { runId: "run-1", at: now + day, value: 1000, flagged: false },
        { runId: "run-6", at: now + 6 * day, value: 1100, flagged: false },
      ],
      duration: expect.arrayContaining([{ runId: "run-1", at: now + day, value: 5, flagged: false }]),
    });
  });

  it("is that of the same project, environment and job, without the run itself and later ones", async () => {
    await fill(
      { number: 1 },
      { number: 2, run: { job: "hourly" } },
      { number: 3, run: { environment: "dev" } },
      { number: 4, run: { project: "other" } },
      { number: 5, streams: { orders: 7 } },
      { number: 6, tap: "tap-y" },
    );
    const own = { runId: "run-5" };
    expect(await values(own)).toEqual([100]);
    expect(await values({ ...own, startedBefore: now + day })).toBeUndefined();
  });

  it("a mapper on its own finds its job by its tap, and none where that is unsure", async () => {
    await fill({ number: 1 }, { number: 2, run: { source: "mapper", job: "tap-x", status: "running" } });
    expect(await store().quality.past({ ...query, runId: "run-2" })).toMatchObject({ job: "daily", runs: 1 });
    await fill({ number: 3, run: { job: "hourly" } });
    expect(await store().quality.past({ ...query, runId: "run-2" })).toMatchObject({ job: null, runs: 0 });
    expect(await store().quality.past({ ...query, tap: null })).toMatchObject({ job: null });
  });

  it("names every stream that came to a project, by tap, with its last SCHEMA", async () => {
    expect(await store().quality.seenStreams("shop")).toEqual([]);
    const [old, fresh] = [{ properties: { a: {} } }, { properties: { b: {} } }];
    await fill(
      { number: 2, run: { job: "hourly", status: "failed" }, profiles: [{ schema: schemaOf("b", fresh) }] },
      { number: 1, streams: { orders: 1, items: 2 }, profiles: [{ schema: schemaOf("a", old) }] },
      { number: 3, tap: "tap-y" },
      { number: 4, run: { project: "other" }, streams: { elsewhere: 1 } },
    );
    expect(await store().quality.seenStreams("shop")).toEqual([
      { stream: "items", tap: "tap-x", schema: null },
      { stream: "orders", tap: "tap-x", schema: fresh },
      { stream: "orders", tap: "tap-y", schema: null },
    ]);
  });

  it("knows the schema and the bookmarks of the last good run", async () => {
    await fill(
      { number: 1, profiles: [{ schema: schemaOf("a", { properties: { a: {} } }), bookmarks: { v: 1 } }] },
      { number: 2, profiles: [{ schema: schemaOf("b", { properties: { b: {} } }), bookmarks: { v: 2 } }] },
      { number: 3, run: { status: "failed" }, profiles: [{ schema: schemaOf("c"), bookmarks: { v: 3 } }] },
      { number: 4, profiles: [{ schema: schemaOf("d", {}, true) }] },
      { number: 5, profiles: [{ schema: null }] },
    );
    expect(await orders()).toMatchObject({
      schema: {
        runId: "run-2",
        hash: "b",
        schema: { properties: { b: {} } },
        keyProperties: ["id"],
        inferred: { "$.a": ["string"] },
      },
      bookmarks: { v: 2 },
    });
    const seen = await store().quality.schemas(scope, "orders", 10);
    expect(seen.map(({ hash, held, status }) => [hash, held, status])).toEqual([
      ["d", true, "success"],
      ["c", false, "failed"],
      ["b", false, "success"],
      ["a", false, "success"],
    ]);
  });

  it("what a person accepted is the schema until a later good run had one", async () => {
    await fill(
      { number: 1, profiles: [{ schema: schemaOf("a") }] },
      {
        number: 2,
        run: { status: "failed" },
        profiles: [{ schema: schemaOf("b", { properties: { b: {} } }, true) }],
      },
    );
    const acceptance = {
      ...scope,
      stream: "orders",
      runId: "run-2",
      from: now + 2 * day,
      at: now + 3 * day,
      by: "ann",
    };
    await store().quality.accept({ ...acceptance, metric: "schema", hash: "b" });
    await store().quality.accept({ ...acceptance, metric: "records", hash: null, by: "bob" });
    await store().quality.accept({ ...acceptance, metric: "records", hash: null });
    expect(await orders()).toMatchObject({
      schema: { hash: "b" },
      accepted: { records: { from: now + 2 * day }, bytes: null },
    });
    expect(await store().quality.acceptances(scope)).toHaveLength(2);
    await fill({ number: 5, profiles: [{ schema: schemaOf("c") }] });
    expect(await orders()).toMatchObject({ schema: { hash: "c" } });
  });

  it("an accepted schema of a run that saw no record leaves the types seen in the last good one", async () => {
    const held = schemaOf("b", { properties: { b: {} } }, true);
    await fill(
      { number: 1, profiles: [{ schema: schemaOf("a") }] },
      { number: 2, run: { status: "failed" }, profiles: [{ schema: held && { ...held, inferred: {} } }] },
    );
    const at = now + 2 * day;
    const acceptance = { ...scope, stream: "orders", runId: "run-2", from: at, at, by: "ann" };
    await store().quality.accept({ ...acceptance, metric: "schema", hash: "b" });
    expect((await orders())?.schema).toMatchObject({ hash: "b", inferred: { "$.a": ["string"] } });
  });

  it("a fact told twice, or late, changes nothing", async () => {
    const [first] = [{ number: 1, profiles: [{ schema: schemaOf("a"), bookmarks: 1 }] }];
    await fill(first, first);
    const late: Fact = {
      kind: "stream_profiles",
      blockId: "block-1",
      runId: "run-1",
      at: now,
      profiles: [
        { stream: "orders", flagged: ["records"], schema: schemaOf("old"), bookmarks: 0, columns: [] },
      ],
    };
    await store().apply([late]);
    expect(await orders()).toMatchObject({
      schema: { hash: "a" },
      bookmarks: 1,
      points: { records: [{ flagged: false }] },
    });
  });

  it("keeps column metrics, newest run first", async () => {
    const metrics = (nulls: number) => [{ column: "a", nulls }] as unknown as StreamProfile["columns"];
    await fill(
      { number: 1, profiles: [{ columns: metrics(1) }] },
      { number: 2, profiles: [{ columns: metrics(2) }] },
    );
    expect(await store().quality.columns(scope, "orders", 5)).toEqual([
      { runId: "run-2", startedAt: now + 2 * day, columns: [{ column: "a", nulls: 2 }] },
      { runId: "run-1", startedAt: now + day, columns: [{ column: "a", nulls: 1 }] },
    ]);
    expect(await store().quality.jobs()).toEqual([
      { ...scope, lastRunAt: now + 2 * day, lastRunId: "run-2" },
    ]);
  });

  it("takes streams with any name", async () => {
    await fill({
      number: 1,
      streams: { __proto__: 1, "o'r\"d": 2 },
      profiles: [{ stream: "__proto__", schema: schemaOf("a") }],
    });
    const names = (await store().quality.past(query)).streams.map(({ stream }) => stream);
    expect(names.sort()).toContain("o'r\"d");
  });
});
