import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aRun } from "../../../test/fixtures/store/samples.ts";
import type { Fact, LogChunk } from "../../model/fact.ts";
import type { RunStatus } from "../../model/run.ts";
import type { Store } from "../store.ts";

const { runId } = aRun();
const opened: Fact = { kind: "run_opened", run: aRun() };
const byMapper: Fact = {
  kind: "run_opened",
  run: aRun({
    source: "mapper",
    job: "tap-x-to-target-y",
    trigger: "cli",
    owner: null,
    startedAt: now + 900,
  }),
};
const changed = (changes: Extract<Fact, { kind: "run_changed" }>["changes"]): Fact => ({
  kind: "run_changed",
  runId,
  changes,
});

async function log(store: Store): Promise<LogChunk[]> {
  const chunks: LogChunk[] = [];
  for await (const chunk of store.runs.log(runId)) chunks.push(chunk);
  return chunks;
}

describe.each(databaseKinds)("the facts of a run on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("keep a run as it was told", async () => {
    await store().apply([opened]);
    expect(await store().runs.get(runId)).toEqual(aRun());
  });

  it("change only what is told of a run", async () => {
    await store().apply([
      opened,
      changed({ status: "success", exitCode: 0, endedAt: now + 5, complete: true }),
    ]);
    expect(await store().runs.get(runId)).toEqual(
      aRun({ status: "success", exitCode: 0, endedAt: now + 5, complete: true }),
    );
  });

  it("clear what a change sets to null, and leave alone what an empty change does not name", async () => {
    await store().apply([
      opened,
      changed({ heartbeatAt: null, process: null, labels: { a: "b" } }),
      changed({}),
    ]);
    expect(await store().runs.get(runId)).toEqual(
      aRun({ heartbeatAt: null, process: null, labels: { a: "b" } }),
    );
  });

  it("do not undo what came later when they are applied again", async () => {
    const facts = [opened, changed({ status: "failed", exitCode: 1, cause: "it broke" })];
    await store().apply(facts);
    await store().apply([opened]);
    await store().apply(facts);
    expect(await store().runs.get(runId)).toEqual(aRun({ status: "failed", exitCode: 1, cause: "it broke" }));
  });

  it("let the runner's opening win over the mapper's, whichever came first", async () => {
    const both = aRun({ trigger: "cli" });
    await store().apply([byMapper, opened]);
    expect(await store().runs.get(runId)).toEqual(both);
    await store().apply([byMapper, opened]);
    expect(await store().runs.get(runId)).toEqual(both);
    const other = "0199aaaa-0000-7000-8000-000000000002";
    const elsewhere = [opened, byMapper].map(
      (fact): Fact => (fact.kind === "run_opened" ? { ...fact, run: { ...fact.run, runId: other } } : fact),
    );
    await store().apply(elsewhere);
    expect(await store().runs.get(other)).toEqual({ ...both, runId: other });
  });

  it("keep an end that was told before a late opening", async () => {
    await store().apply([byMapper, changed({ status: "success", exitCode: 0, complete: true }), opened]);
    expect(await store().runs.get(runId)).toMatchObject({
      status: "success",
      exitCode: 0,
      complete: true,
      job: "daily-load",
      source: "runner",
    });
  });

  it("wait for a run's opening and then count", async () => {
    await store().apply([
      changed({ status: "failed" satisfies RunStatus, owner: "me" }),
      { kind: "run_heartbeat", runId, at: now + 30 },
    ]);
    expect(await store().runs.get(runId)).toBeNull();
    expect(await store().runs.list({})).toEqual([]);
    await store().apply([opened]);
    expect(await store().runs.get(runId)).toEqual(
      aRun({ status: "failed", owner: "me", heartbeatAt: now + 30 }),
    );
  });

  it("move a heartbeat only forward", async () => {
    await store().apply([
      opened,
      { kind: "run_heartbeat", runId, at: now + 20 },
      { kind: "run_heartbeat", runId, at: now + 10 },
    ]);
    expect((await store().runs.get(runId))?.heartbeatAt).toBe(now + 20);
  });

  it("keep the newest of an attempt, and of a plugin all that was ever known", async () => {
    const attempt = { number: 1, status: "running" as const, exitCode: null, startedAt: now, endedAt: null };
    const plugin = { name: "tap-x", role: "tap" as const, exitCode: 1, cpuSeconds: 1.25, maxRssBytes: 5e10 };
    await store().apply([
      { kind: "attempt", runId, attempt },
      { kind: "attempt", runId, attempt: { ...attempt, status: "failed", exitCode: 1, endedAt: now + 1 } },
      { kind: "plugin", runId, plugin: { ...plugin, role: "other" } },
      { kind: "plugin", runId, plugin: { ...plugin, exitCode: null, cpuSeconds: null } },
    ]);
    expect(await store().runs.attempts(runId)).toEqual([
      { ...attempt, status: "failed", exitCode: 1, endedAt: now + 1 },
    ]);
    expect(await store().runs.plugins(runId)).toEqual([plugin]);
  });

  it("never let a claim shrink, also where one batch names a stream twice", async () => {
    const claim = { stream: "orders", side: "tap" as const };
    await store().apply([
      {
        kind: "claims",
        runId,
        claims: [
          { ...claim, records: 5 },
          { ...claim, records: 7 },
          { ...claim, side: "target", records: 2 },
        ],
      },
      { kind: "claims", runId, claims: [{ ...claim, records: 6 }] },
    ]);
    expect(await store().runs.claims(runId)).toEqual([
      { ...claim, records: 7 },
      { ...claim, side: "target", records: 2 },
    ]);
  });

  it("give back a log of many chunks in order, each once", async () => {
    const chunks = Array.from({ length: 40 }, (_, number) => ({
      number,
      at: now + number,
      lines: [`line ${number}`, "", "ünï\u0000 \ud800"],
    }));
    const facts = chunks.map((chunk): Fact => ({ kind: "log", runId, chunk })).reverse();
    await store().apply(facts);
    await store().apply(facts.slice(0, 3));
    const lines = await log(store());
    expect(lines.map(({ number }) => number)).toEqual(chunks.map(({ number }) => number));
    expect(lines[7]).toEqual({ ...chunks[7], lines: ["line 7", "", "ünï\u0000 \ud800"] });
  });

  it("hold texts that a database can't, with the replacement character in their place", async () => {
    await store().apply([
      { kind: "run_opened", run: aRun({ job: "a\0b\ud800", labels: { "k\0": "v\ud800" } }) },
      { kind: "claims", runId, claims: [{ stream: "s\0", side: "tap", records: 1 }] },
    ]);
    expect(await store().runs.get(runId)).toMatchObject({
      job: "a\ufffdb\ufffd",
      labels: { "k\0": "v\ud800" },
    });
    expect(await store().runs.claims(runId)).toEqual([{ stream: "s\ufffd", side: "tap", records: 1 }]);
  });

  it("refuse a kind that nobody knows, and nothing of its batch stays", async () => {
    const strange = { kind: "strange" } as unknown as Fact;
    await expect(store().apply([opened, strange])).rejects.toThrow(TypeError);
    expect(await store().runs.get(runId)).toBeNull();
  });

  it("survive batches that touch the same runs in opposite orders", async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `run-${index}`);
    const beats = ids.map((id): Fact => ({ kind: "run_heartbeat", runId: id, at: now }));
    const batches = [beats, beats.toReversed(), beats, beats.toReversed()];
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(batches.map((batch) => store().apply(batch)));
    }
    await store().apply(
      ids.map((id) => ({ kind: "run_opened", run: aRun({ runId: id, heartbeatAt: null }) })),
    );
    expect((await store().runs.list({})).map(({ heartbeatAt }) => heartbeatAt)).toEqual(ids.map(() => now));
  });

  it("survive openings by many at once", async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => store().apply([index % 2 === 0 ? byMapper : opened])),
    );
    expect(await store().runs.get(runId)).toEqual(aRun({ trigger: "cli" }));
  });
});
