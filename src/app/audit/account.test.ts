import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  databaseKinds,
  freshStores,
  now,
  scratchFolder,
  stillClock,
} from "../../../test/fixtures/store/databases.ts";
import { aBlock, aFinding, anAlert, aRun, aSegment, totals } from "../../../test/fixtures/store/samples.ts";
import { storeChain } from "../../model/audit-entry.ts";
import type { Fact } from "../../model/fact.ts";
import type { RunContext } from "../../model/run-context.ts";
import { openStore, type Store } from "../../store/index.ts";
import { migrations } from "../../store/migrations/index.ts";
import { openStoreWith } from "../../store/open-store.ts";
import { verifyAudit } from "./verify-audit.ts";

const { runId } = aRun();
const blockId = "0199aaaa-0000-7000-8000-0000000000b1";
/** Nothing of this may ever stand in the account. */
const secret = "jane.doe@example.com";

const segments = (...numbers: number[]): Fact => ({
  ...{ kind: "segments", blockId, runId },
  segments: numbers.map((number) => aSegment({ number, bookmark: JSON.stringify(secret) })),
});

const ended: Fact = {
  kind: "run_changed",
  runId,
  changes: {
    status: "failed",
    exitCode: 1,
    endedAt: now + 9,
    complete: true,
    cause: `no such row: ${secret}`,
  },
};

/** A whole run as its facts come. */
const facts: readonly Fact[] = [
  { kind: "run_opened", run: aRun({ trigger: "cron" }) },
  {
    kind: "attempt",
    runId,
    attempt: { number: 1, status: "running", exitCode: null, startedAt: now, endedAt: null },
  },
  { kind: "run_context", runId, context: contextOf("c1") },
  { kind: "block_opened", block: aBlock({ blockId, runId }) },
  segments(1, 2),
  {
    ...{ kind: "findings", blockId, runId, at: now + 2, passed: [] },
    findings: [
      aFinding({ action: "quarantine", name: "q", message: secret, samples: [secret] }),
      aFinding({ action: "drop", name: "d", violations: 7 }),
      aFinding({ action: "mask", name: "m" }),
      aFinding({ action: "keep", name: "k" }),
      aFinding({ action: "drop", name: "shadow", mode: "shadow" }),
    ],
  },
  {
    ...{ kind: "stream_profiles", blockId, runId, at: now + 3 },
    profiles: [
      {
        ...{ stream: "orders", flagged: [], bookmarks: secret, columns: null },
        schema: {
          hash: "f".repeat(64),
          schema: { type: "object" },
          keyProperties: ["id"],
          inferred: {},
          held: false,
        },
      },
    ],
  },
  segments(3),
  {
    ...{ kind: "block_progress", blockId, at: now + 4, streams: [], samples: [] },
    totals: totals({ records: 30, statesIn: 3, statesForwarded: 2, sawEof: true }),
  },
  { kind: "block_closed", blockId, at: now + 5, exitCode: 1, reason: secret },
  {
    kind: "plugin",
    runId,
    plugin: { name: "target-y", role: "target", exitCode: 1, cpuSeconds: null, maxRssBytes: null },
  },
  ended,
];

describe.each(databaseKinds)("the account on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("says of a run what was done to which data, in order, and the store's chain names its head", async () => {
    await store().apply(facts);
    const entries = await pageOf(store());
    expect(entries.filter(({ chain }) => chain === runId).map(({ kind }) => kind)).toEqual([
      ...["run_opened", "attempt", "run_context", "block_opened", "segment", "segment"],
      ...["rows_quarantined", "rows_dropped", "rows_masked", "schema", "segment"],
      ...["state_withheld", "block_closed", "plugin", "run_ended"],
    ]);
    const [begun, changed, closed, ...rest] = entries.filter(({ chain }) => chain === storeChain);
    expect([begun?.kind, changed?.kind, closed?.kind, rest]).toEqual([
      ...["chain_begun", "config_changed", "run_closed"],
      [],
    ]);
    const last = entries.findLast(({ chain }) => chain === runId);
    expect(JSON.parse(closed?.body ?? "")).toMatchObject({
      ...{ chain: runId, number: last?.number, hash: last?.hash },
      ...{ status: "failed", exit_code: 1 },
    });
    expect(await isWhole(store())).toBe(true);
  });

  it("gives a segment the body that the design names, and nothing else", async () => {
    await store().apply([segments(1)]);
    const [entry] = await pageOf(store());
    expect(entry).toMatchObject({
      kind: "segment",
      actor: "pitchpipe-mapper",
      runId,
      stream: "orders",
      at: now + 1,
    });
    expect(JSON.parse(entry?.body ?? "")).toEqual({
      ...{ records: 10, bytes: 3_900, closed_by: "state" },
      ...{ sha256: "a".repeat(64), state_sha256: "b".repeat(64) },
    });
  });

  it("counts STATEs that were withheld, rows by check, and names versions and settings", async () => {
    await store().apply(facts);
    const bodies = new Map((await pageOf(store())).map(({ kind, body }) => [kind, JSON.parse(body)]));
    expect(bodies.get("state_withheld")).toEqual({ block_id: blockId, states: 1 });
    expect(bodies.get("rows_dropped")).toMatchObject({ check: "not_null", name: "d", field: "id", rows: 7 });
    expect(bodies.get("run_context")).toMatchObject({ config_hash: "c1", plugins: { "tap-x": "1.0" } });
    expect(bodies.get("schema")).toMatchObject({ schema_sha256: "f".repeat(64), held: false });
    expect(bodies.get("config_changed")).toMatchObject({ job: "daily-load", before: null, after: "c1" });
  });

  it("holds no value of a record, whatever stood in the facts", async () => {
    await store().apply(facts);
    await store().apply([purge]);
    expect(JSON.stringify(await pageOf(store()))).not.toContain(secret);
  });

  it("makes one entry of what is told twice, in whatever pieces it comes again", async () => {
    await store().apply(facts);
    const before = await pageOf(store());
    await store().apply(facts);
    await store().apply([segments(2, 3)]);
    for (const fact of facts) await store().apply([fact]);
    expect(await pageOf(store())).toEqual(before);
  });

  it("puts what comes after the end into the run's chain, and anchors it again", async () => {
    await store().apply(facts);
    await store().apply([segments(3, 4)]);
    const entries = await pageOf(store());
    const [late, anchor] = entries.slice(-2);
    expect(late).toMatchObject({ chain: runId, kind: "segment" });
    expect(anchor).toMatchObject({ chain: storeChain, kind: "chain_anchored", runId });
    expect(JSON.parse(anchor?.body ?? "")).toEqual({ chain: runId, number: late?.number, hash: late?.hash });
    expect(await isWhole(store())).toBe(true);
    expect([...(await store().audit.heads("open")).keys()]).toEqual([storeChain]);
  });

  it("goes on with a run that was taken for lost, and closes it a second time", async () => {
    const change = (changes: Extract<Fact, { kind: "run_changed" }>["changes"]): Fact => ({
      ...{ kind: "run_changed", runId, changes },
    });
    await store().apply([...facts.slice(0, 4), change({ status: "lost", endedAt: now + 1 })]);
    await store().apply([change({ status: "running", endedAt: null, heartbeatAt: now + 2 })]);
    expect([...(await store().audit.heads("open")).keys()]).toEqual([runId, storeChain]);
    await store().apply([ended]);
    const closings = (await pageOf(store())).filter(({ kind }) => kind === "run_closed");
    expect(closings.map(({ body }) => JSON.parse(body).status)).toEqual(["lost", "failed"]);
    expect(await isWhole(store())).toBe(true);
  });

  it("fits names that no database can keep as they are", async () => {
    const stream = "a\0b\ud800c";
    const odd: Fact = { kind: "segments", blockId, runId, segments: [aSegment({ stream })] };
    await store().apply([odd, { kind: "findings", ...findings(stream) }]);
    await store().apply([odd]);
    const entries = await pageOf(store());
    expect(entries.map(({ kind, stream: name }) => [kind, name])).toEqual([
      ["segment", "a\uFFFDb\uFFFDc"],
      ["rows_dropped", "a\uFFFDb\uFFFDc"],
    ]);
    expect(await isWhole(store())).toBe(true);
  });

  it("tells who did what to alerts, silences, baselines and rules", async () => {
    const note = "looked at it";
    await store().transaction(async (tx) => {
      await tx.alerts.save(anAlert());
      await tx.alerts.appendEvents([
        { alertId: anAlert().id, at: now, kind: "fired", by: "pitchpipe", note: null },
        { alertId: anAlert().id, at: now + 1, kind: "acknowledged", by: "jane", note },
      ]);
    });
    await store().silences.save(silence);
    await store().silences.save({ ...silence, warnedAt: now });
    await store().silences.save({ ...silence, endsAt: now + 5, expiredBy: "joe" });
    await store().quality.accept(acceptance);
    const rule = { name: "r", rule: { metric: "run_records" }, createdAt: now, createdBy: "ann" };
    await store().ruleStates.saveStoredRule("shop", rule);
    await store().ruleStates.removeStoredRule("shop", "r", "ann");
    const entries = (await pageOf(store())).slice(1);
    expect(entries.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
      ...["alert_transition by pitchpipe", "alert_transition by jane", "silence_added by jane"],
      ...["silence_expired by joe", "baseline_accepted by ann", "rule_saved by ann", "rule_removed by ann"],
    ]);
    expect(JSON.parse(entries[1]?.body ?? "")).toMatchObject({ number: 2, transition: "acknowledged" });
    expect(entries[1]?.runId).toBe(runId);
    expect(JSON.stringify(entries)).not.toContain(note);
    expect(await isWhole(store())).toBe(true);
  });

  it("has no entry of what was taken back with its transaction", async () => {
    await expect(
      store().transaction(async (tx) => {
        await tx.apply(facts);
        await tx.silences.save(silence);
        expect(await tx.audit.count()).toBeGreaterThan(facts.length);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await pageOf(store())).toEqual([]);
    expect(await store().audit.heads()).toEqual(new Map());
  });

  it("says when the settings are others than before, and only then", async () => {
    const seen = (hash: string, at: number): Fact => ({
      kind: "config_seen",
      config: { project: "shop", environment: "dev", job: "", hash, at, by: "pitchpipe-tick" },
    });
    for (const [hash, at] of [
      ["a", 1],
      ["a", 2],
      ["b", 4],
      ["a", 3],
      ["b", 5],
    ] as const)
      await store().apply([seen(hash, at)]);
    const changes = (await pageOf(store())).filter(({ kind }) => kind === "config_changed");
    expect(changes.map(({ body }) => JSON.parse(body))).toMatchObject([
      { before: null, after: "a" },
      { before: "a", after: "b" },
    ]);
  });

  it("says what was purged, replayed and too old, and by whom", async () => {
    const replay = { at: now, by: "joe", runId, stream: "orders", records: 3, held: 1 };
    await store().apply([purge, { kind: "replayed", replayId: "r", replay }]);
    await store().apply([
      { kind: "run_opened", run: aRun({ status: "success", startedAt: 5, endedAt: 6, heartbeatAt: 6 }) },
    ]);
    await store().retention.dropRuns(now, 10);
    const entries = (await pageOf(store())).filter(({ chain }) => chain === storeChain);
    expect(entries.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
      ...["chain_begun by pitchpipe", "quarantine_purged by jane", "quarantine_replayed by joe"],
      ...["run_closed by pitchpipe-run", "retention by pitchpipe"],
    ]);
    expect(JSON.parse(entries[2]?.body ?? "")).toEqual({ records: 3, held: 1 });
    expect(JSON.parse(entries[4]?.body ?? "")).toMatchObject({ what: "runs", dropped: 1 });
  });

  it("is read by run, stream, kind, actor and time, a page at a time", async () => {
    await store().apply(facts);
    const kinds = async (filter: Partial<Parameters<Store["audit"]["page"]>[0]>) =>
      (await store().audit.page({ after: 0, limit: 100, ...filter })).map(({ kind }) => kind);
    const all = await kinds({});
    const [first, second] = await store().audit.page({ after: 0, limit: 2 });
    expect([first?.kind, second?.kind]).toEqual(all.slice(0, 2));
    expect(await kinds({ after: second?.sequence ?? 0 })).toEqual(all.slice(2));
    expect(await kinds({ runId })).toEqual(all.filter((kind) => kind !== "chain_begun"));
    expect(await kinds({ stream: "orders", kinds: ["segment", "schema"] })).toEqual([
      ...["segment", "segment", "schema", "segment"],
    ]);
    expect(await kinds({ actor: "pitchpipe-run", since: now, until: now + 1 })).toContain("run_opened");
    expect(await kinds({ until: now })).toEqual([]);
  });

  it("gives each entry of a page the hash of the one before it, wherever the page begins", async () => {
    await store().apply(facts);
    const all = await pageOf(store());
    for (const entry of all) {
      const [alone] = await store().audit.page({ after: entry.sequence - 1, limit: 1 });
      expect(alone).toEqual(entry);
    }
  });

  it("goes on behind a beginning that was cut off", async () => {
    await store().apply(facts);
    const cut = await store().audit.cutOff(runId, 5);
    expect(cut).toMatchObject({ number: 5 });
    expect(await store().audit.hashAt(runId, 5)).toBeNull();
    expect(await store().audit.starts()).toEqual(new Map([[runId, cut]]));
    const [first] = await store().audit.page({ after: 0, limit: 1 });
    expect(first).toMatchObject({ kind: "segment", number: 6, previousHash: cut?.hash });
    expect(await store().audit.cutOff(runId, 1_000)).toBeNull();
  });
});

it("holds whole chains whatever facts come in whatever pieces and order", async () => {
  const folder = scratchFolder();
  let tries = 0;
  const some = fc.array(fc.subarray([...facts, segments(4), segments(2, 5, 9)]), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(some, async (batches) => {
      tries += 1;
      const url = `sqlite:${join(folder, `${tries}.db`)}`;
      const store = await openStore({ url, projectRoot: folder, clock: stillClock });
      for (const batch of batches) await store.apply(batch);
      const entries = await pageOf(store);
      expect(await isWhole(store)).toBe(true);
      const seen = new Set(batches.flat().flatMap((fact) => (fact.kind === "segments" ? fact.segments : [])));
      const numbers = new Set([...seen].map(({ number }) => number));
      expect(entries.filter(({ kind }) => kind === "segment")).toHaveLength(numbers.size);
      await store.close();
    }),
    { numRuns: 25 },
  );
});

it("begins where an older store ends: its segments are listed, and nobody vouches for them", async () => {
  const folder = scratchFolder();
  const url = `sqlite:${join(folder, "old.db")}`;
  const older = migrations.filter(({ number }) => number < 10);
  await (await openStoreWith({ url, projectRoot: folder, clock: stillClock }, older)).close();
  const database = new Database(join(folder, "old.db"));
  const insert = database.prepare(
    `insert into segments (block_id, stream, number, segment_id, records, bytes, sha256, state_sha256, closed_by,
      opened_at, closed_at) values (?, 'orders', ?, 'id', 10, 3900, ?, null, 'eof', 1, 2)`,
  );
  for (const number of [1, 2]) insert.run(blockId, number, "a".repeat(64));
  database.close();
  const store = await openStore({ url, projectRoot: folder, clock: stillClock });
  await store.apply([segments(2, 3), ended]);
  expect((await store.audit.unchainedSegments({ after: 0, limit: 10 })).map(({ number }) => number)).toEqual([
    1, 2,
  ]);
  const entries = await pageOf(store);
  expect(entries.map(({ kind }) => kind)).toEqual(["segment", "run_ended", "chain_begun", "run_closed"]);
  expect(JSON.parse(entries[2]?.body ?? "")).toEqual({ unchained_segments: 2 });
  expect((await store.blocks.segmentPage({ after: 0, limit: 10 })).map(({ number }) => number)).toEqual([
    1, 2, 3,
  ]);
  expect(await isWhole(store)).toBe(true);
  await store.close();
});

function pageOf(store: Store) {
  return store.audit.page({ after: 0, limit: 1_000 });
}

async function isWhole(store: Store): Promise<boolean> {
  const { breach } = await verifyAudit(store, { checkpoints: [], trusted: new Set() });
  expect(breach).toBeNull();
  return breach === null;
}

function findings(stream: string) {
  const finding = aFinding({ action: "drop", stream });
  return { blockId, runId, at: now, findings: [finding], passed: [] };
}

function contextOf(configHash: string): RunContext {
  return {
    ...{ pitchpipeVersion: "1.0.0", meltanoVersion: "4.4.1", configHash, gitCommit: null },
    ...{ plugins: { "tap-x": "1.0" }, meltanoYml: { "plugins.extractors.tap-x.user": secret } },
  };
}

const silence = {
  ...{ id: "0199dddd-0000-7000-8000-000000000001", matchers: ['job="daily-load"'], startsAt: now },
  ...{ endsAt: now + 60_000, createdAt: now, createdBy: "jane", comment: "patching" },
  ...{ expiredBy: null, warnedAt: null, alertId: null },
};

const acceptance = {
  ...{ project: "shop", environment: "dev", job: "daily-load", stream: "orders", metric: "records" as const },
  ...{ runId, from: now, hash: null, at: now, by: "ann" },
};

const purge: Fact = {
  ...{ kind: "purged", purgeId: "p" },
  purge: {
    ...{ at: now, by: "jane", runId, stream: "orders", ofKey: true, olderThan: null, records: 2 },
    ...{ files: ["f.jsonl"], note: secret },
  },
};
