import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { badRun, block, goodFacts, goodRun, seed } from "../../../test/fixtures/runs/seed.ts";
import { openStore } from "../../store/index.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
});

afterEach(async () => {
  await project[Symbol.asyncDispose]();
});

const failureSignal = {
  name: "pipeline_failure",
  type: "pipeline_failure",
  category: "application",
  severity: "error",
  state: "firing",
  title: "it failed",
  message: "it failed",
  labels: {},
  annotations: {},
  details: {},
  recommendations: [],
  value: null,
  threshold: null,
  runId: null,
  at: 1,
} as const;

describe("tick", () => {
  it("says that nothing was due, with every count at zero", async () => {
    expect((await project.pitchpipe(["tick"])).out).toMatch(/^Nothing was due\./);
    const document = await project.json(["tick"]);
    expect(document).toMatchObject({
      lease: "held",
      started_at: expect.any(String),
      duration_seconds: expect.any(Number),
    });
    expect(new Set(Object.values(document.did))).toEqual(new Set([0]));
  });

  it("names the job of what a mapper told, from the run it belongs to", async () => {
    const labels = { project: "p", environment: "dev", job: "", plugin: "tap-x", team: "mine" };
    const signal = { ...failureSignal, name: "mapper_degraded", labels, runId: goodRun.runId };
    const unknown = { ...failureSignal, name: "of nobody", labels, runId: "no such run" };
    await seed(project.root, [
      { kind: "run_opened", run: goodRun },
      { kind: "signal", signalId: "s1", signal },
      { kind: "signal", signalId: "s2", signal: unknown },
    ]);
    await project.json(["tick"]);
    const { alerts } = await project.json(["alerts", "list"]);
    expect(alerts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: "mapper_degraded",
          labels: expect.objectContaining({ job: "daily-load", plugin: "tap-x", team: "mine" }),
          annotations: expect.objectContaining({ owner: "wms-team" }),
        }),
        expect.objectContaining({ name: "of nobody", labels: expect.objectContaining({ job: "" }) }),
      ]),
    );
  });

  it("finds a run lost whose process is gone, and tells it once", async () => {
    const gone = { host: hostname(), pid: 4_194_304, startedAt: "1", bootId: "b" };
    const running = {
      ...badRun,
      status: "running",
      exitCode: null,
      endedAt: null,
      complete: false,
      cause: null,
    } as const;
    await seed(project.root, [{ kind: "run_opened", run: { ...running, process: gone } }]);
    expect(await project.json(["tick"])).toMatchObject({ did: { runs_lost: 1 } });
    expect(await project.json(["tick"])).toMatchObject({ did: { runs_lost: 0 } });
    const { alerts } = await project.json(["alerts", "list"]);
    expect(alerts).toMatchObject([
      { type: "pipeline_failure", status: "active", count: 1, run_id: badRun.runId },
    ]);
    expect(await project.json(["runs", "show", "latest"])).toMatchObject({ status: "lost", ended_at: null });
  });

  it("takes a lost run back whose heart beats again, and ends what was told", async () => {
    const silent = { ...badRun, status: "running", exitCode: null, endedAt: null, complete: false } as const;
    await seed(project.root, [{ kind: "run_opened", run: { ...silent, process: null } }]);
    await project.json(["tick"]);
    await seed(project.root, [{ kind: "run_heartbeat", runId: badRun.runId, at: Date.now() }]);
    expect(await project.json(["tick"])).toMatchObject({ did: { runs_returned: 1 } });
    expect(await project.json(["runs", "show", "latest"])).toMatchObject({ status: "running" });
    expect((await project.json(["alerts", "list"])).alerts).toMatchObject([{ status: "resolved" }]);
  });

  it("decides on signals that waited, once", async () => {
    await seed(project.root, [{ kind: "signal", signalId: "s1", signal: failureSignal }]);
    expect(await project.json(["tick"])).toMatchObject({ did: { signals_decided: 1 } });
    expect(await project.json(["tick"])).toMatchObject({ did: { signals_decided: 0 } });
    expect((await project.json(["alerts", "list"])).alerts).toMatchObject([{ title: "it failed", count: 1 }]);
  });

  it("delivers what is due, and says how that went", async () => {
    project.configure("version: 1\nchannels: {log: {type: log, path: told.jsonl}}\n");
    await seed(project.root, [{ kind: "signal", signalId: "s1", signal: failureSignal }]);
    expect(await project.json(["tick"])).toMatchObject({
      did: { notifications_accepted: 1, notifications_failed: 0 },
    });
    expect(await project.json(["tick"])).toMatchObject({ did: { notifications_accepted: 0 } });
    const told = readFileSync(join(project.root, "told.jsonl"), "utf8").trimEnd().split("\n");
    expect(told.map((line) => JSON.parse(line).title)).toEqual(["it failed"]);
  });

  it("does nothing while another process does the same work", async () => {
    const store = await openStore({
      url: `sqlite:${join(project.root, ".meltano/pitchpipe/pitchpipe.db")}`,
      projectRoot: project.root,
      clock: { now: () => Date.now() },
    });
    const lease = { name: "tick", holder: "somebody", now: Date.now(), until: Date.now() + 60_000 };
    await store.transaction((tx) => tx.leases.acquire(lease));
    await store.close();
    expect(await project.json(["tick"])).toMatchObject({ lease: "busy" });
    expect((await project.pitchpipe(["tick"])).out).toMatch(/^Another process does this work/);
  });

  it("leaves runs alone that ended", async () => {
    await seed(project.root, [...goodFacts, { kind: "run_opened", run: badRun }]);
    expect(await project.json(["tick"])).toMatchObject({
      did: { runs_lost: 0, runs_adopted: 0, runs_completed: 0 },
    });
    expect((await project.json(["runs", "show", goodRun.runId])).streams[0].records).toBe(block.records);
  });
});
