import { describe, expect, it } from "vitest";
import { goodFacts, goodRun } from "../../../test/fixtures/runs/seed.ts";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aRun } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";
import { type LineageDelivery, type LineageEvent, lineageEventTypes } from "../../model/lineage-event.ts";
import type { Run } from "../../model/run.ts";

const scope = { project: "etl", environment: "dev" };

function anEvent(changes: Partial<LineageEvent> = {}): LineageEvent {
  const event = { runId: "run", subject: "run", ...scope, type: "START" as const, at: now, body: "{}" };
  const place = lineageEventTypes.indexOf(changes.type ?? "START");
  const merged = { ...event, place, destinations: ["http"], ...changes };
  return { id: `${merged.subject}:${merged.type}`, ...merged };
}

describe.each(databaseKinds)("events for OpenLineage on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);
  const keep = (...events: readonly LineageEvent[]) => store().apply([{ kind: "lineage_events", events }]);
  const owed = async (destination = "http") =>
    (await store().openlineage.pending(scope, destination, 10)).map(({ event }) => event.id);

  it("are owed to each destination in the order they happened, what begins before what ends", async () => {
    await keep(
      anEvent({ type: "COMPLETE" }),
      anEvent({ type: "RUNNING" }),
      anEvent({ destinations: ["http", "file"] }),
    );
    expect(await owed()).toEqual(["run:START", "run:RUNNING", "run:COMPLETE"]);
    expect(await owed("file")).toEqual(["run:START"]);
    expect(await store().openlineage.waiting("etl")).toEqual([
      { environment: "dev", destination: "file" },
      { environment: "dev", destination: "http" },
    ]);
    expect(await store().openlineage.waiting("other")).toEqual([]);
  });

  it("are told once, however often the fact is taken in", async () => {
    await keep(anEvent({ body: '{"first":true}' }));
    const [due] = await store().openlineage.pending(scope, "http", 1);
    if (due === undefined) throw new Error("nothing is due");
    await store().openlineage.settle(due.event, {
      ...due.delivery,
      ...{ status: "delivered", tries: 1, dueAt: null, settledAt: now },
    });
    await keep(anEvent({ body: '{"again":true}' }));
    expect(await owed()).toEqual([]);
    expect(await store().openlineage.ofRun("run")).toMatchObject([{ body: '{"first":true}' }]);
    expect(await store().openlineage.deliveriesOfRun("run")).toMatchObject([
      {
        eventId: "run:START",
        destination: "http",
        status: "delivered",
        tries: 1,
        dueAt: null,
        settledAt: now,
      },
    ]);
  });

  it.each([
    ["the first end comes first", [0, 1]],
    ["the later end comes first", [1, 0]],
  ])("end a run once, as it ended in the end: %s", async (_, order) => {
    const ends = [anEvent({ type: "ABORT" }), anEvent({ type: "COMPLETE", at: now + 1 })];
    for (const place of order) await keep(ends[place] as LineageEvent);
    expect(await owed()).toEqual(["run:COMPLETE"]);
    expect(await store().openlineage.deliveriesOfRun("run")).toMatchObject([
      { eventId: "run:ABORT", status: "superseded" },
      { eventId: "run:COMPLETE", status: "pending" },
    ]);
  });

  it("keep an end that somebody may have been told", async () => {
    await keep(anEvent({ type: "ABORT" }));
    const [due] = await store().openlineage.pending(scope, "http", 1);
    if (due === undefined) throw new Error("nothing is due");
    await store().openlineage.settle(due.event, {
      ...due.delivery,
      tries: 1,
      dueAt: now + 5,
      error: "no answer",
    });
    await keep(anEvent({ type: "COMPLETE", at: now + 1 }));
    expect(await owed()).toEqual(["run:ABORT", "run:COMPLETE"]);
  });

  it("are owed by runs that ended, and by attempts of one that goes on, until they are told", async () => {
    const run = (runId: string, changes: Partial<Run>): Fact => ({
      kind: "run_opened",
      run: aRun({ runId, project: "etl", startedAt: now - 50, endedAt: now, heartbeatAt: now, ...changes }),
    });
    const attempt = (number: number): Fact => ({
      kind: "attempt",
      runId: "goes-on",
      attempt: { number, status: "running", exitCode: null, startedAt: now, endedAt: null },
    });
    await store().apply([
      run("good", { status: "success" }),
      run("lost", { status: "lost", endedAt: null, source: "mapper" }),
      run("history", { status: "success", endedAt: now - 20, heartbeatAt: now - 20 }),
      run("ping", { status: "success", source: "ping" }),
      run("nobody knows", { status: "unknown", source: "mapper" }),
      run("theirs", { status: "success", project: "other" }),
      run("goes-on", { status: "running", endedAt: null }),
      attempt(1),
    ]);
    const ends = () => store().openlineage.untoldEnds("etl", now - 10, 10);
    const attempts = () => store().openlineage.untoldAttempts("etl", 10);
    expect((await ends()).sort()).toEqual(["good", "lost"]);
    expect(await attempts()).toEqual([]);
    await store().apply([attempt(2)]);
    expect(await attempts()).toEqual(["goes-on"]);
    await keep(
      anEvent({ runId: "good", subject: "good", type: "COMPLETE" }),
      anEvent({ runId: "lost", subject: "lost" }),
      anEvent({ runId: "goes-on", subject: "goes-on", type: "RUNNING" }),
    );
    expect(await ends()).toEqual(["lost"]);
    expect(await attempts()).toEqual([]);
  });

  it("show how a destination fares", async () => {
    const settled = async (type: LineageEvent["type"], delivery: Partial<LineageDelivery>) => {
      await keep(anEvent({ type, at: now + 1 }));
      const due = await store().openlineage.pending(scope, "http", 10);
      const one = due.find(({ event }) => event.type === type);
      if (one !== undefined) await store().openlineage.settle(one.event, { ...one.delivery, ...delivery });
    };
    await settled("START", { status: "delivered", tries: 1, dueAt: null, settledAt: now + 2 });
    const base = { environment: "dev", destination: "http", deliveredAt: now + 2 };
    expect(await store().openlineage.destinations("etl")).toEqual([
      { ...base, deadAt: null, refusal: null, waiting: null },
    ]);
    await settled("RUNNING", {
      status: "dead",
      tries: 1,
      dueAt: null,
      error: "answered 400",
      settledAt: now + 3,
    });
    await settled("COMPLETE", { tries: 4, dueAt: now + 9, error: "no answer" });
    expect(await store().openlineage.destinations("etl")).toEqual([
      {
        ...{ ...base, deadAt: now + 3, refusal: "answered 400" },
        waiting: { at: now + 1, tries: 4, error: "no answer" },
      },
    ]);
  });

  it("have with them what a run's mappers measured, and up to which STATE", async () => {
    await store().apply(goodFacts);
    expect(await store().openlineage.lastStates(goodRun.runId)).toEqual([
      { blockId: "b1", stream: "orders", stateSha256: "e".repeat(64), bookmark: '{"at":"2025"}' },
    ]);
    expect(await store().openlineage.measures(goodRun.runId)).toEqual([]);
  });

  it("go with their run", async () => {
    const runId = "0199aaaa-0000-7000-8000-000000000001";
    await store().apply([
      {
        kind: "run_opened",
        run: aRun({ runId, status: "success", startedAt: 1, endedAt: 2, heartbeatAt: 2 }),
      },
      { kind: "lineage_events", events: [anEvent({ runId, subject: runId })] },
    ]);
    await store().retention.dropRuns(now, 10);
    expect(await store().openlineage.ofRun(runId)).toEqual([]);
    expect(await owed()).toEqual([]);
  });
});
