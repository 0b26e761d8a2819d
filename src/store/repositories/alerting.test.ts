import { describe, expect, it } from "vitest";
import { sampleAlert, sampleNotice } from "../../../test/alerts/samples.ts";
import { databaseKinds, freshStores } from "../../../test/fixtures/store/databases.ts";
import type { AlertMark, Silence, Telling } from "../../model/alerting.ts";

const silence: Silence = {
  id: "5151abcd-0000-4000-8000-000000000001",
  matchers: ['job="daily-load"'],
  startsAt: 1_000,
  endsAt: 5_000,
  createdAt: 900,
  createdBy: "ana",
  comment: "patching",
  expiredBy: null,
  warnedAt: null,
  alertId: null,
};

const telling: Telling = {
  alertId: "a",
  channel: "ops",
  step: 0,
  path: "route",
  groupKey: "g",
  state: "waiting",
  dueAt: 10,
  toldAt: null,
  heldBy: null,
};

const mark: AlertMark = {
  fingerprint: "f",
  alertId: "a",
  changes: [1, 2],
  flappingSince: null,
  ending: { at: 5, note: "over" },
  suppressedUntil: null,
  untilGreen: true,
  dueAt: 7,
};

describe.each(databaseKinds)("with a store on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("keeps silences and finds them by the start of their id and by their end", async () => {
    await store().silences.save(silence);
    await store().silences.save({ ...silence, id: "6", endsAt: 9_000, expiredBy: "bo" });
    expect(await store().silences.get(silence.id)).toEqual(silence);
    expect(await store().silences.findByPrefix("5151")).toEqual([silence]);
    expect((await store().silences.list({})).map(({ id }) => id)).toEqual(["6", silence.id]);
    expect((await store().silences.list({ endsAfter: 5_000 })).map(({ id }) => id)).toEqual(["6"]);
  });

  it("keeps tellings, gives the due ones oldest first, and wakes what was held back", async () => {
    const held = { kind: "silence", name: "s", until: 99 } as const;
    const second = { ...telling, channel: "mail", dueAt: 99, heldBy: held };
    await store().tellings.save([telling, second, { ...telling, alertId: "b", dueAt: 5 }]);
    expect((await store().tellings.due(10, 5)).map(({ alertId }) => alertId)).toEqual(["b", "a"]);
    await store().tellings.wake(held, 7);
    expect(await store().tellings.due(7, 5)).toContainEqual({ ...second, dueAt: 7 });
    expect(await store().tellings.ofGroups(["g"])).toHaveLength(3);
    await store().tellings.save([{ ...telling, state: "told", dueAt: null, toldAt: 8 }]);
    await store().tellings.remove([second]);
    expect(await store().tellings.ofAlerts(["a", "none"])).toEqual([
      { ...telling, state: "told", dueAt: null, toldAt: 8 },
    ]);
  });

  it("keeps marks", async () => {
    await store().alertMarks.save([mark]);
    await store().alertMarks.save([{ ...mark, changes: [3] }]);
    expect(await store().alertMarks.ofFingerprints(["f", "g"])).toEqual([{ ...mark, changes: [3] }]);
    expect(await store().alertMarks.untilGreen()).toHaveLength(1);
    expect(await store().alertMarks.due(6, 10)).toEqual([]);
    expect(await store().alertMarks.due(7, 10)).toHaveLength(1);
    await store().alertMarks.remove(["f"]);
    expect(await store().alertMarks.ofFingerprints(["f"])).toEqual([]);
  });

  it("keeps several inhibitors of one rule and value, and takes away those of one alert", async () => {
    const of = (alertId: string) => ({ rule: "down", equalKey: "tap", alertId });
    await store().inhibitors.add([of("a"), of("b"), of("a")]);
    expect(await store().inhibitors.find([{ rule: "down", equalKey: "tap" }])).toHaveLength(2);
    await store().inhibitors.removeOf(["a"]);
    expect(await store().inhibitors.find([{ rule: "down", equalKey: "tap" }])).toEqual([of("b")]);
    expect(await store().inhibitors.ofAlerts(["b"])).toEqual([of("b")]);
    expect(await store().inhibitors.find([{ rule: "down", equalKey: "other" }])).toEqual([]);
    await store().inhibitors.clear();
    expect(await store().inhibitors.ofAlerts(["b"])).toEqual([]);
  });

  it("keeps how channels behave", async () => {
    const state = { channel: "ops", failures: 3, restsUntil: 50, reason: "answered 503" };
    await store().channelStates.save(state);
    await store().channelStates.save({ ...state, failures: 4 });
    expect(await store().channelStates.list()).toEqual([{ ...state, failures: 4 }]);
    await store().channelStates.remove("ops");
    expect(await store().channelStates.list()).toEqual([]);
  });

  it("saves and finds many alerts at once", async () => {
    const alerts = Array.from({ length: 1_200 }, (_, at) => ({
      ...sampleAlert,
      id: `a${String(at).padStart(5, "0")}`,
      fingerprint: `f${at}`,
      lastSeenAt: at,
    }));
    await store().alerts.saveAll(alerts);
    await store().alerts.saveAll([{ ...sampleAlert, id: "a00001", fingerprint: "f1", status: "resolved" }]);
    const open = await store().alerts.openByFingerprints(alerts.map(({ fingerprint }) => fingerprint));
    expect(open).toHaveLength(1_199);
    expect(await store().alerts.getMany(["a00001", "none"])).toMatchObject([{ status: "resolved" }]);
    expect((await store().alerts.openPage({ after: "a00000", limit: 2 })).map(({ id }) => id)).toEqual([
      "a00002",
      "a00003",
    ]);
    expect((await store().alerts.openUnseenSince(3, 10)).map(({ id }) => id)).toEqual(["a00000", "a00002"]);
    expect(await store().alerts.lastByFingerprints(["f1", "f5"], 6)).toMatchObject([{ id: "a00001" }]);
  });

  it("numbers events on, whether they come one by one or together", async () => {
    await store().alerts.save(sampleAlert);
    const event = { alertId: sampleAlert.id, at: 1, kind: "fired", by: "pitchpipe", note: null };
    await store().alerts.appendEvents([event, { ...event, kind: "second" }]);
    await store().alerts.appendEvent({ ...event, kind: "third" });
    expect((await store().alerts.events(sampleAlert.id)).map(({ kind }) => kind)).toEqual([
      "fired",
      "second",
      "third",
    ]);
  });

  it("answers what was told of alerts, and what may have arrived", async () => {
    const both = { ...sampleNotice, alertIds: [sampleAlert.id, "other"] };
    await store().outbox.addAll([
      both,
      { ...sampleNotice, id: "later", kind: "resolved", createdAt: both.createdAt + 1 },
    ]);
    await store().outbox.saveAttempt({
      notificationId: both.id,
      number: 1,
      at: 1,
      endedAt: null,
      statusCode: null,
      error: null,
      vendorId: null,
      recipients: [],
    });
    expect(await store().outbox.toldOf([sampleAlert.id])).toMatchObject([
      { notificationId: both.id, kind: "firing", size: 2, uncertain: true },
      { notificationId: "later", kind: "resolved", size: 1, uncertain: false },
    ]);
    expect(await store().outbox.countSince(["hook", "ops"], both.createdAt - 1)).toEqual(
      new Map([["hook", 1]]),
    );
    expect((await store().outbox.getMany(["later", "none"])).map(({ id }) => id)).toEqual(["later"]);
  });
});
