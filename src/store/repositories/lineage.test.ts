import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aBlock, aCount, aRun } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";
import type { CountedFlow, LineageBlock } from "../../model/lineage.ts";

const day = 86_400_000;
const ids = [1, 2, 3].map((n) => `0199aaaa-0000-7000-8000-00000000000${n}`) as [string, string, string];

const flow = (table: string, changes: Partial<CountedFlow> = {}): CountedFlow => ({
  stream: `public-${table}`,
  source: { namespace: "postgres://db:5432", name: `shop.public.${table}`, unknown: null },
  target: { namespace: "postgres://wh:5432", name: `dwh.raw.${table}`, unknown: null },
  schemaHash: "abc",
  intoStream: [{ to: "id", from: ["id"], kind: "identity", masking: false, by: null }],
  intoTarget: [{ to: "id", from: ["id"], kind: "identity", masking: false, by: null }],
  dropped: [],
  notes: [],
  records: 3,
  forwarded: 2,
  ...changes,
});
const block = (flows: readonly CountedFlow[]): LineageBlock => ({
  number: 0,
  tap: "tap-postgres",
  target: "target-postgres",
  mappings: ["watch"],
  loadMethod: null,
  flows,
});
const told = (runId: string, at: number, flows: readonly CountedFlow[]): Fact => ({
  kind: "lineage",
  runId,
  seenAt: at + 1,
  lineage: { project: "shop", environment: "dev", job: "load", at, blocks: [block(flows)] },
});
const ended = (runId: string, at: number): Fact => ({
  kind: "run_opened",
  run: aRun({ runId, startedAt: at, endedAt: at + 1, heartbeatAt: at + 1, status: "success" }),
});

describe.each(databaseKinds)("lineage on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("gives back what a run read and wrote, told twice or once", async () => {
    const facts = [told(ids[0], now, [flow("orders"), flow("items", { target: null, intoTarget: null })])];
    await store().apply([...facts, ...facts]);
    await store().apply(facts);
    expect(await store().lineage.ofRun(ids[0])).toEqual([
      block([flow("orders"), flow("items", { target: null, intoTarget: null })]),
    ]);
    const { nodes, edges } = await store().lineage.graph();
    expect(nodes.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      "dataset dwh.raw.orders",
      "dataset shop.public.items",
      "dataset shop.public.orders",
      "stream tap-postgres/public-items",
      "stream tap-postgres/public-orders",
    ]);
    expect(edges.map(({ records }) => records).sort()).toEqual([2, 3, 3]);
  });

  it("knows of each edge the last run, in whatever order runs are told", async () => {
    await store().apply([told(ids[1], now, [flow("orders", { records: 7 })])]);
    await store().apply([told(ids[0], now - day, [flow("orders", { schemaHash: "old" })])]);
    const { edges } = await store().lineage.graph();
    expect(edges.map(({ runId, at, records }) => [runId, at, records])).toEqual(
      expect.arrayContaining([
        [ids[1], now, 7],
        [ids[1], now, 2],
      ]),
    );
    expect(edges).toHaveLength(2);
    const ways = await store().lineage.flows(edges.map((edge) => edge.flow));
    expect([...ways.values()].map(({ schemaHash }) => schemaHash)).toEqual(["abc"]);
    expect((await store().lineage.ofRun(ids[0]))[0]?.flows[0]?.schemaHash).toBe("old");
  });

  it("keeps names of any script, with quotes, and of three hundred characters", async () => {
    const odd = ["заказы", `o"r'd\`e;rs`, "a b", "x".repeat(300), "\u0000\u001b[31mred", "\ud800"];
    await store().apply([
      told(
        ids[0],
        now,
        odd.map((name) => flow(name)),
      ),
    ]);
    const { nodes } = await store().lineage.graph();
    expect(nodes).toHaveLength(odd.length * 3);
    expect(nodes.map(({ name }) => name)).toContain(`dwh.raw.${"x".repeat(300)}`);
  });

  it("takes five thousand streams of one run", async () => {
    const flows = Array.from({ length: 5_000 }, (_, n) => flow(`t${n}`));
    await store().apply([told(ids[0], now, flows)]);
    const { nodes, edges } = await store().lineage.graph();
    expect([nodes.length, edges.length]).toEqual([15_000, 10_000]);
    expect((await store().lineage.ofRun(ids[0]))[0]?.flows).toHaveLength(5_000);
  });

  it("names the runs that are over and were seen, but have none yet", async () => {
    await store().apply([
      ended(ids[0], now),
      { kind: "block_opened", block: aBlock({ blockId: "b1", runId: ids[0] }) },
      ended(ids[1], now + 1),
      ended(ids[2], now + 2),
      { kind: "claims", runId: ids[2], claims: [{ stream: "a", side: "tap", records: 1 }] },
    ]);
    expect(await store().lineage.unrecorded({ project: "shop", since: now - day, limit: 10 })).toEqual([
      ids[0],
      ids[2],
    ]);
    expect(await store().lineage.unrecorded({ project: "shop", since: now + 2, limit: 10 })).toEqual([
      ids[2],
    ]);
    expect(await store().lineage.unrecorded({ project: "other", since: 0, limit: 10 })).toEqual([]);
    await store().apply([told(ids[0], now, [])]);
    expect(await store().lineage.unrecorded({ project: "shop", since: now - day, limit: 10 })).toEqual([
      ids[2],
    ]);
  });

  it("gives what mappers saw of streams, with their last schema", async () => {
    const schema = { type: "object", properties: { id: {} } };
    await store().apply([
      { kind: "block_opened", block: aBlock({ blockId: "b1", runId: ids[0] }) },
      {
        kind: "block_progress",
        blockId: "b1",
        at: now,
        totals: aBlock(),
        streams: [aCount({ stream: "a", records: 5, forwarded: 4 }), aCount({ stream: "b" })],
        samples: [],
      },
      {
        kind: "stream_profiles",
        blockId: "b1",
        runId: ids[0],
        at: now,
        profiles: [
          {
            stream: "a",
            flagged: [],
            schema: { hash: "h", schema, keyProperties: ["id"], inferred: {}, held: false },
            bookmarks: null,
            columns: null,
          },
        ],
      },
    ]);
    expect(await store().lineage.sights(ids[0])).toMatchObject([
      { blockId: "b1", stream: "a", records: 5, forwarded: 4, schemaHash: "h", schema, keys: ["id"] },
      { stream: "b", schemaHash: null, schema: null, keys: null },
    ]);
  });

  it("goes with its runs, and leaves no dataset that nothing leads to", async () => {
    await store().apply([
      ended(ids[0], now - 10 * day),
      told(ids[0], now - 10 * day, [flow("old"), flow("orders")]),
    ]);
    await store().apply([ended(ids[1], now), told(ids[1], now, [flow("orders")])]);
    expect(await store().retention.dropRuns(now - day, 10)).toBe(1);
    const { nodes, edges } = await store().lineage.graph();
    expect(nodes.map(({ name }) => name).sort()).toEqual([
      "dwh.raw.orders",
      "shop.public.orders",
      "tap-postgres/public-orders",
    ]);
    expect(edges).toHaveLength(2);
    expect(await store().lineage.ofRun(ids[0])).toEqual([]);
    expect((await store().lineage.ofRun(ids[1]))[0]?.flows).toHaveLength(1);
  });
});
