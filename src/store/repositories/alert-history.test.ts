import { describe, expect, it } from "vitest";
import { failureSignal, sampleAlert, sampleNotice } from "../../../test/alerts/samples.ts";
import { databaseKinds, freshStores } from "../../../test/fixtures/store/databases.ts";

describe.each(databaseKinds)("with a store on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("keeps signals that were decided on and gives them back page by page in their order", async () => {
    const kept = [30, 10, 20, 20].map((at, number) => ({
      signalId: `s${number}`,
      signal: failureSignal({ at }),
    }));
    await store().signals.keep(kept, 99);
    await store().signals.keep(kept.slice(0, 1), 99);
    await store().apply([{ kind: "signal", signalId: "waits", signal: failureSignal({ at: 15 }) }]);
    const page = { since: 0, until: 25, after: null, limit: 2 };
    const first = await store().signals.history(page);
    expect(first.map(({ signalId }) => signalId)).toEqual(["s1", "s2"]);
    expect(first[0]?.signal).toEqual(failureSignal({ at: 10 }));
    const second = await store().signals.history({ ...page, after: { at: 20, signalId: "s2" } });
    expect(second.map(({ signalId }) => signalId)).toEqual(["s3"]);
    expect(await store().signals.oldestAt()).toBe(10);
    expect((await store().signals.pending(10)).map(({ signalId }) => signalId)).toEqual(["waits"]);
  });

  it("says when nothing is kept", async () => {
    expect(await store().signals.oldestAt()).toBeNull();
  });

  it("outlines what began since a time, with its history and its deliveries", async () => {
    const alert = { ...sampleAlert, firstSeenAt: 10, lastSeenAt: 90 };
    await store().alerts.save(alert);
    await store().alerts.save({ ...alert, id: "old", fingerprint: "0", firstSeenAt: 5 });
    for (const [alertId, at] of [
      [alert.id, 10],
      ["old", 11],
      [alert.id, 12],
    ] as const)
      await store().alerts.appendEvent({ alertId, at, kind: "fired", by: "pitchpipe", note: null });
    for (const [id, status, createdAt] of [
      ["n1", "accepted", 10],
      ["n2", "accepted", 11],
      ["n3", "dead", 12],
      ["n4", "dead", 2],
    ] as const)
      await store().outbox.add({ ...sampleNotice, id, status, createdAt });
    const { alertHistory } = store();
    expect(await alertHistory.begunSince(10)).toMatchObject([
      { id: alert.id, firstSeenAt: 10, resolvedAt: null, count: 1, type: "pipeline_failure" },
    ]);
    expect((await alertHistory.eventsOfBegunSince(10)).map(({ at }) => at)).toEqual([10, 12]);
    expect(await alertHistory.deliveriesSince(10)).toEqual([
      { channel: "hook", status: "accepted", count: 2 },
      { channel: "hook", status: "dead", count: 1 },
    ]);
  });

  it("lists alerts by name and by when they were last seen", async () => {
    await store().alerts.save({ ...sampleAlert, lastSeenAt: 50 });
    await store().alerts.save({ ...sampleAlert, id: "b", fingerprint: "b", name: "other", lastSeenAt: 60 });
    expect((await store().alerts.list({ name: "other" })).map(({ id }) => id)).toEqual(["b"]);
    expect((await store().alerts.list({ seenSince: 60 })).map(({ id }) => id)).toEqual(["b"]);
    expect(await store().alerts.list({ seenSince: 50 })).toHaveLength(2);
  });
});
