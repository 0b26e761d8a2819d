import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { badRun, block, goodFacts, goodRun, seed } from "../../../test/fixtures/runs/seed.ts";
import { openStore } from "../../store/index.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
});

afterEach(async () => {
  vi.useRealTimers();
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
  at: Date.now(),
} as const;

/** A failed run of an hour ago: what is much older expires at once. */
const recentRun = { ...badRun, startedAt: Date.now() - 3_600_000, heartbeatAt: Date.now() - 3_000_000 };

describe("tick", () => {
  it("says that nothing was due, with every count at zero", async () => {
    // The first one notes the settings in the account, and signs that.
    await project.pitchpipe(["tick"]);
    expect((await project.pitchpipe(["tick"])).out).toMatch(/^Nothing was due\./);
    const document = await project.json(["tick"]);
    expect(document).toMatchObject({
      lease: "held",
      started_at: expect.any(String),
      duration_seconds: expect.any(Number),
    });
    const { rules_evaluated, ...did } = document.did;
    expect(rules_evaluated).toBeGreaterThan(0);
    expect(new Set(Object.values(did))).toEqual(new Set([0]));
    expect(document).toMatchObject({ failed: [], dry_run: false, heartbeat_error: null });
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
      ...recentRun,
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
    const silent = {
      ...recentRun,
      status: "running",
      exitCode: null,
      endedAt: null,
      complete: false,
    } as const;
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
    vi.useFakeTimers({ toFake: ["Date"] });
    const store = await openStore({
      url: `sqlite:${join(project.root, ".meltano/pitchpipe/pitchpipe.db")}`,
      projectRoot: project.root,
      clock: { now: () => Date.now() },
    });
    const name = `tick ${basename(project.root)}`;
    const lease = { name, holder: "somebody", now: Date.now(), until: Date.now() + 60_000 };
    await store.transaction((tx) => tx.leases.acquire(lease));
    await store.close();
    expect(await project.json(["tick"])).toMatchObject({ lease: "busy" });
    expect((await project.pitchpipe(["tick"])).out).toMatch(/^Another process does this work/);
  });

  it("does not wait for a lease from a time that the clock has gone back from", async () => {
    const store = await openStore({
      url: `sqlite:${join(project.root, ".meltano/pitchpipe/pitchpipe.db")}`,
      projectRoot: project.root,
      clock: { now: () => Date.now() },
    });
    const later = Date.now() + 86_400_000;
    const name = `tick ${basename(project.root)}`;
    await store.transaction((tx) =>
      tx.leases.acquire({ name, holder: "killed", now: later, until: later + 60_000 }),
    );
    await store.close();
    expect(await project.json(["tick"])).toMatchObject({ lease: "held" });
  });

  it("says what it would do, and does none of it", async () => {
    project.configure("version: 1\nchannels: {log: {type: log, path: told.jsonl}}\n");
    const gone = { host: hostname(), pid: 4_194_304, startedAt: "1", bootId: "b" };
    const running = {
      ...recentRun,
      status: "running",
      exitCode: null,
      endedAt: null,
      complete: false,
    } as const;
    await seed(project.root, [
      { kind: "run_opened", run: { ...running, process: gone } },
      { kind: "signal", signalId: "s1", signal: failureSignal },
    ]);
    const would = { dry_run: true, did: { runs_lost: 1, signals_decided: 1, notifications_accepted: 0 } };
    expect(await project.json(["tick", "--dry-run"])).toMatchObject(would);
    expect((await project.json(["tick", "--dry-run"])).did.notifications_due).toBeGreaterThan(0);
    expect((await project.json(["alerts", "list"])).alerts).toEqual([]);
    expect(await project.json(["runs", "show", "latest"])).toMatchObject({ status: "running" });
    expect(existsSync(join(project.root, "told.jsonl"))).toBe(false);
    expect((await project.pitchpipe(["tick", "--dry-run"])).out).toMatch(/^Would be done: runs lost: 1/);
    expect(await project.json(["tick"])).toMatchObject({ did: { runs_lost: 1, signals_decided: 1 } });
  });

  it("calls the service that watches us after a good pass, not more often than wished", async () => {
    const calls: string[] = [];
    const server = createServer((request, response) => {
      calls.push(`${request.method} ${request.url}`);
      response.end("ok");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const configure = (every: string) =>
      project.configure(`version: 1\nheartbeat: {url: "http://127.0.0.1:${port}/ping", every: ${every}}\n`);
    configure("1h");
    expect((await project.json(["tick"])).did.heartbeats_sent).toBe(1);
    expect((await project.json(["tick"])).did.heartbeats_sent).toBe(0);
    expect((await project.json(["tick", "--dry-run"])).did.heartbeats_sent).toBe(0);
    configure("1ms");
    expect((await project.json(["tick"])).did.heartbeats_sent).toBe(1);
    expect(calls).toEqual(["GET /ping", "GET /ping"]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect((await project.pitchpipe(["tick"])).out).toMatch(/heartbeat did not arrive: .*ECONNREFUSED/);
  });

  it("leaves runs alone that ended", async () => {
    // Years later they are too old to be kept.
    vi.useFakeTimers({ now: goodRun.startedAt + 86_400_000, toFake: ["Date"] });
    await seed(project.root, [...goodFacts, { kind: "run_opened", run: badRun }]);
    expect(await project.json(["tick"])).toMatchObject({
      did: { runs_lost: 0, runs_adopted: 0, runs_completed: 0 },
    });
    expect((await project.json(["runs", "show", goodRun.runId])).streams[0].records).toBe(block.records);
  });
});
