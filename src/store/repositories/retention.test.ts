import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import {
  aBlock,
  aFinding,
  aNotification,
  anAlert,
  aRun,
  aSample,
  aSegment,
  aSignal,
  totals,
} from "../../../test/fixtures/store/samples.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { Fact } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import { sqliteDialect } from "../dialect.ts";
import { migrations } from "../migrations/index.ts";
import { tablesOfAlerts, tablesOfRuns } from "./retention.ts";

const day = 86_400_000;
const [oldRun, newRun] = ["0199aaaa-0000-7000-8000-000000000001", "0199aaaa-0000-7000-8000-000000000002"];

function factsOf(runId: string, at: number, changes: Partial<Run> = {}): Fact[] {
  const blockId = `block of ${runId}`;
  const ended = { startedAt: at, endedAt: at + 1, heartbeatAt: at + 1, status: "success" as const };
  return [
    { kind: "run_opened", run: aRun({ runId, ...ended, ...changes }) },
    { kind: "block_opened", block: aBlock({ blockId, runId, openedAt: at, heartbeatAt: at }) },
    {
      kind: "block_progress",
      blockId,
      at: at + 1,
      totals: totals(),
      streams: [],
      samples: [aSample({ at: at + 1 })],
    },
    { kind: "segments", blockId, runId, segments: [aSegment({ closedAt: at + 1 })] },
    { kind: "log", runId, chunk: { number: 0, at, lines: ["a line"] } },
    { kind: "findings", blockId, runId, at, findings: [aFinding()], passed: [{ stream: "a", name: "b" }] },
  ];
}

describe.each(databaseKinds)("retention on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);
  const fill = () => store().apply([...factsOf(oldRun, now - 10 * day), ...factsOf(newRun, now - day)]);

  it("takes old runs away with all that is theirs, but not their segments", async () => {
    await fill();
    expect(await store().retention.dropRuns(now - 5 * day, 10)).toBe(1);
    expect((await store().runs.list({})).map(({ runId }) => runId)).toEqual([newRun]);
    expect(await store().findings.ofRun(oldRun)).toEqual([]);
    expect(await store().findings.untold(10)).toEqual([newRun]);
    expect(await store().findings.ofRun(newRun)).toHaveLength(1);
    expect(await store().blocks.samples(oldRun, 10)).toEqual([]);
    expect(await store().blocks.segments(oldRun)).toHaveLength(1);
    expect(await store().retention.dropRuns(now - 5 * day, 10)).toBe(0);
  });

  it("takes the text of a SCHEMA with the last run that had it", async () => {
    const schemaOf = (hash: string, schema: Json) => ({
      hash,
      schema,
      keyProperties: ["id"],
      inferred: {},
      held: false,
    });
    const profile = (runId: string, stream: string, hash: string, schema: Json = { title: hash }): Fact => ({
      ...{ kind: "stream_profiles", blockId: `block of ${runId}`, runId, at: now },
      profiles: [{ stream, flagged: [], bookmarks: null, columns: null, schema: schemaOf(hash, schema) }],
    });
    await fill();
    await store().apply([
      profile(oldRun, "gone", "g"),
      profile(oldRun, "kept", "k"),
      profile(newRun, "kept", "k"),
    ]);
    await store().retention.dropRuns(now - 5 * day, 10);
    // Whoever names a SCHEMA without its text is told the one that is there.
    await store().apply([profile(newRun, "gone", "g", null)]);
    const told = async (stream: string) => (await store().quality.schemas(aRun(), stream, 1))[0]?.schema;
    expect([await told("gone"), await told("kept")]).toEqual([null, { title: "k" }]);
  });

  it("never takes a run that is under way, or that ended lately", async () => {
    await store().apply(factsOf(oldRun, now - 10 * day, { status: "running", endedAt: null }));
    await store().apply(factsOf(newRun, now - 10 * day, { endedAt: now }));
    expect(await store().retention.dropRuns(now - 5 * day, 10)).toBe(0);
  });

  it("takes no more than it may at once, the oldest first", async () => {
    await fill();
    expect(await store().retention.dropRuns(now, 1)).toBe(1);
    expect((await store().runs.list({})).map(({ runId }) => runId)).toEqual([newRun]);
  });

  it("leaves segments that stand in a chain to who cuts chains, and takes blocks that have none left", async () => {
    await fill();
    await store().retention.dropRuns(now - 5 * day, 10);
    expect(await store().retention.dropSegments(now, 10)).toBe(0);
    expect(await store().blocks.segments(oldRun)).toHaveLength(1);
    expect(await store().audit.goneChains(now - 20 * day, 10)).toEqual(new Map());
    const gone = await store().audit.goneChains(now - 5 * day, 10);
    expect([...gone.keys()]).toEqual([oldRun]);
    for (const [chain, number] of gone) await store().audit.cutOff(chain, number);
    expect(await store().blocks.segments(oldRun)).toEqual([]);
    expect(await store().audit.goneChains(now - 5 * day, 10)).toEqual(new Map());
    await store().retention.dropSegments(now - 5 * day, 10);
    expect(await store().blocks.ofRun(oldRun)).toEqual([]);
    expect(await store().blocks.segments(newRun)).toHaveLength(1);
  });

  it("takes old logs and samples, and leaves the runs", async () => {
    await fill();
    expect(await store().retention.dropLogs(now - 5 * day, 10)).toBe(1);
    expect(await store().retention.dropSamples({ after: 0, before: now - 5 * day }, 10)).toBe(1);
    expect(await store().retention.dropSamples({ after: 0, before: now - 5 * day }, 10)).toBe(0);
    const chunks = [];
    for await (const chunk of store().runs.log(oldRun)) chunks.push(chunk);
    expect([chunks, await store().blocks.samples(oldRun, 10)]).toEqual([[], []]);
    expect(await store().blocks.samples(newRun, 10)).toHaveLength(1);
    expect(await store().runs.list({})).toHaveLength(2);
  });

  it("takes alerts that are over with what was told of them; open ones keep theirs", async () => {
    const times = { firstSeenAt: now - 10 * day, lastSeenAt: now - 10 * day };
    const over = anAlert({
      id: "over",
      fingerprint: "1",
      status: "resolved",
      resolvedAt: now - 9 * day,
      ...times,
    });
    const open = anAlert({ id: "open", fingerprint: "2", status: "active", ...times });
    await store().transaction(async (tx) => {
      for (const alert of [over, open]) {
        await tx.alerts.save(alert);
        await tx.outbox.add(
          aNotification({
            id: `of ${alert.id}`,
            alertIds: [alert.id],
            status: "accepted",
            createdAt: now - 10 * day,
          }),
        );
      }
    });
    const telling = (alertId: string) => ({
      ...{ alertId, channel: "ops", step: 0, path: "route", groupKey: "g", state: "told" as const },
      ...{ dueAt: now - 9 * day, toldAt: null, heldBy: null },
    });
    await store().transaction(async (tx) => {
      await tx.tellings.save([telling("over"), telling("open")]);
      await tx.inhibitors.add([
        { rule: "r", equalKey: "k", alertId: "over" },
        { rule: "r", equalKey: "k", alertId: "open" },
      ]);
    });
    await store().apply([{ kind: "signal", signalId: "s", signal: aSignal({ at: now - 10 * day }) }]);
    await store().signals.markTaken(["s"], now - 10 * day);
    expect(await store().retention.dropAlerts(now - 5 * day, 10)).toBe(3);
    expect((await store().alerts.list({})).map(({ id }) => id)).toEqual(["open"]);
    expect((await store().outbox.list({})).map(({ id }) => id)).toEqual(["of open"]);
    expect(await store().tellings.due(now, 10)).toMatchObject([{ alertId: "open" }]);
    expect(await store().tellings.ofAlerts(["over"])).toEqual([]);
  });
});

it("knows every table whose rows belong to an alert", () => {
  const statements = migrations.flatMap(({ statements: of }) => of(sqliteDialect.columns));
  const ofAlert = statements.flatMap((statement) => {
    const [, table = "", columns = ""] = /^create table (\w+) \(([\s\S]*)/.exec(statement) ?? [];
    return /(?:^|[\s,])alert_id /.test(columns) ? [table] : [];
  });
  // Silences have times of their own, and so has what was told.
  const apart = ["silences", "notification_alerts"];
  expect(ofAlert.filter((table) => !apart.includes(table)).sort()).toEqual([...tablesOfAlerts].sort());
});

it("knows every table whose rows belong to a run", () => {
  const statements = migrations.flatMap(({ statements: of }) => of(sqliteDialect.columns));
  const ofRun = statements.flatMap((statement) => {
    const [, table = "", columns = ""] = /^create table (\w+) \(([\s\S]*)/.exec(statement) ?? [];
    return /(?:^|[\s,])run_id /.test(columns) ? [table] : [];
  });
  // Blocks stay as long as their segments; alerts, acceptances and the account have times of their own.
  const apart = ["runs", "mapper_blocks", "alerts", "acceptances", "audit_entries"];
  expect(ofRun.filter((table) => !apart.includes(table)).sort()).toEqual([...tablesOfRuns].sort());
});
