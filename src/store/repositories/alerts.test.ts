import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { anAlert, aRun, aSignal } from "../../../test/fixtures/store/samples.ts";
import type { AlertFilter } from "../store.ts";

const alerts = [
  anAlert(),
  anAlert({ id: "b", fingerprint: "f2", status: "resolved", lastSeenAt: now + 1, severity: "critical" }),
  anAlert({ id: "c", fingerprint: "f2", type: "data_quality", runId: null, lastSeenAt: now + 2 }),
  anAlert({
    id: "d",
    fingerprint: "f3",
    labels: { 'x"job': "daily-load", "x,job": "a\\" },
    lastSeenAt: now + 3,
  }),
];

describe.each(databaseKinds)("the alerts on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);
  const fill = async () => {
    for (const alert of alerts) await store().alerts.save(alert);
  };

  it("come back as they were saved, and as they were saved again", async () => {
    await store().alerts.save(anAlert());
    expect(await store().alerts.get(anAlert().id)).toEqual(anAlert());
    const later = anAlert({ status: "acknowledged", acknowledgedBy: "ana", count: 2, value: null });
    await store().alerts.save(later);
    expect(await store().alerts.get(anAlert().id)).toEqual(later);
    expect(await store().alerts.get("nonsense")).toBeNull();
  });

  it("are open by their fingerprint until they are resolved or expired", async () => {
    await fill();
    expect((await store().alerts.openByFingerprint("f2"))?.id).toBe("c");
    await store().alerts.save({ ...anAlert(), id: "c", fingerprint: "f2", status: "expired" });
    expect(await store().alerts.openByFingerprint("f2")).toBeNull();
  });

  it("can't be open twice with one fingerprint", async () => {
    await store().alerts.save(anAlert());
    await expect(store().alerts.save(anAlert({ id: "twin" }))).rejects.toThrow(/unique/i);
  });

  it.each<[string, AlertFilter, string[]]>([
    ["all, last seen first", {}, ["d", "c", "b", anAlert().id]],
    ["no more than asked for", { limit: 1 }, ["d"]],
    ["by status", { statuses: ["resolved"] }, ["b"]],
    ["by type", { types: ["data_quality"] }, ["c"]],
    ["by severity", { severities: ["critical", "info"] }, ["b"]],
    ["by run", { runId: aRun().runId, statuses: ["active"] }, ["d", anAlert().id]],
    ["by label", { labels: { job: "daily-load" } }, ["c", "b", anAlert().id]],
    ["by all of several labels", { labels: { job: "daily-load", stream: "x" } }, []],
    [
      "by an empty label, which equals a missing one",
      { labels: { stream: "" } },
      ["d", "c", "b", anAlert().id],
    ],
    ["by an empty label that is not empty", { labels: { job: "" } }, ["d"]],
    ["by a label with quotes in its name", { labels: { 'x"job': "daily-load" } }, ["d"]],
    ["by a value with a backslash", { labels: { "x,job": "a\\" } }, ["d"]],
    ["by a value with a wildcard", { labels: { job: "daily%" } }, []],
  ])("are listed: %s", async (_, filter, ids) => {
    await fill();
    expect((await store().alerts.list(filter)).map(({ id }) => id)).toEqual(ids);
  });

  it("are found by the beginning of their id", async () => {
    await fill();
    expect((await store().alerts.findByPrefix("0199bbbb")).map(({ id }) => id)).toEqual([anAlert().id]);
    expect(await store().alerts.findByPrefix("%")).toEqual([]);
  });

  it("keep their events in the order they were appended, also within one millisecond", async () => {
    await store().alerts.save(anAlert());
    const events = ["raised", "told", "acknowledged"].map((kind) => ({
      alertId: anAlert().id,
      at: now,
      kind,
      by: "pitchpipe",
      note: kind === "told" ? "ops" : null,
    }));
    for (const event of events) await store().alerts.appendEvent(event);
    expect(await store().alerts.events(anAlert().id)).toEqual(events);
  });
});

describe.each(databaseKinds)("the signals on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);
  const signalFact = (signalId: string, at: number) => ({
    kind: "signal" as const,
    signalId,
    signal: aSignal({ at, details: { nul: "\0" } }),
  });

  it("wait for the alert engine, oldest first, until they are taken", async () => {
    await store().apply([signalFact("c", now + 1), signalFact("b", now), signalFact("a", now)]);
    const pending = await store().signals.pending(10);
    expect(pending.map(({ signalId }) => signalId)).toEqual(["a", "b", "c"]);
    expect(pending[0]?.signal).toEqual(aSignal({ details: { nul: "\0" } }));
    expect(await store().signals.pending(1)).toHaveLength(1);
    await store().signals.markTaken(["a", "c"], now);
    expect((await store().signals.pending(10)).map(({ signalId }) => signalId)).toEqual(["b"]);
  });

  it("stay taken when their fact comes again", async () => {
    await store().apply([signalFact("a", now)]);
    await store().signals.markTaken(["a"], now);
    await store().apply([signalFact("a", now)]);
    expect(await store().signals.pending(10)).toEqual([]);
  });

  it("are taken by thousands", async () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => `s${index}`);
    await store().apply(ids.map((id) => signalFact(id, now)));
    await store().signals.markTaken(ids, now);
    expect(await store().signals.pending(10)).toEqual([]);
  });
});
