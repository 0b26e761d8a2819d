import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { failureSignal } from "../../../test/alerts/samples.ts";
import { startServer } from "../../../test/fixtures/http/local-server.ts";
import { createAlerting } from "../alerting.ts";
import { type OpenedProject, openProject } from "../open-project.ts";
import type { TickStep } from "./step.ts";
import { type TickOptions, tick } from "./tick.ts";

let scratch: ScratchProject;
let project: OpenedProject;

beforeEach(() => {
  scratch = makeScratchProject();
  scratch.configure("version: 1\nchannels: {log: {type: log, path: told.jsonl}}\n");
  project = openProject({ cwd: scratch.root, env: {} });
});

afterEach(async () => {
  await project.close();
  await scratch[Symbol.asyncDispose]();
});

const works = (name: string, did: Record<string, number> = {}): TickStep => ({ name, run: async () => did });
const fails = (name: string, message = "the disk is full"): TickStep => ({
  name,
  run: () => Promise.reject(new Error(message)),
});
const pass = (steps: readonly TickStep[], options: Partial<TickOptions> = {}) =>
  tick(project, { deliverForMs: 1_000, steps, ...options });
const alerts = async () => (await scratch.json(["alerts", "list"])).alerts;

describe("a pass", () => {
  it("goes on after a step that fails, says so, tells it once, and tells when it works again", async () => {
    const broken = [works("a", { signals_decided: 1 }), fails("b"), works("c", { runs_lost: 2 })];
    const first = await pass(broken);
    expect(first.did).toMatchObject({ signals_decided: 1, runs_lost: 2 });
    expect(first.failed).toEqual([{ step: "b", error: "the disk is full" }]);
    await pass(broken);
    expect(await alerts()).toMatchObject([
      { type: "system_health", status: "active", count: 1, labels: { check: "tick:b" } },
    ]);
    expect((await pass([works("a"), works("b"), works("c")])).failed).toEqual([]);
    expect(await alerts()).toMatchObject([{ status: "resolved" }]);
  });

  it("in which a step failed sends no heartbeat", async () => {
    scratch.configure('version: 1\nheartbeat: {url: "http://127.0.0.1:1/", every: 1ms}\n');
    await project.close();
    project = openProject({ cwd: scratch.root, env: {} });
    expect((await pass([fails("b")])).heartbeatError).toBeNull();
    expect((await pass([works("b")])).heartbeatError).toMatch(/did not arrive/);
  });

  it("stops where another took over, and calls no step broken for that", async () => {
    const store = await project.store();
    const name = `tick ${project.project.name}`;
    const taken: TickStep = {
      name: "slow",
      run: async () => {
        const now = project.clock.now();
        await store.transaction((tx) =>
          tx.leases.acquire({ name, holder: "other", now: now + 31_000, until: now + 55_000 }),
        );
        return {};
      },
    };
    const reached: string[] = [];
    const later: TickStep = { name: "later", run: async () => ({ reached: reached.push("later") }) };
    const ticked = await pass([taken, later]);
    expect(ticked.failed).toEqual([
      { step: "lease", error: expect.stringMatching(/another process took over after slow/) },
    ]);
    expect(reached).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it("keeps its lease however long a step takes, and gives it back when a step throws", async () => {
    const slow: TickStep = {
      name: "slow",
      run: async () => ({ busy: Number((await pass([])).lease === "busy") }),
    };
    expect((await pass([slow])).did).toMatchObject({ busy: 1 });
    await pass([fails("b")]);
    expect((await pass([])).lease).toBe("held");
  });

  it("that is dry leaves nothing behind, not even of a step that writes and then fails", async () => {
    const note: TickStep = {
      name: "note",
      run: async ({ store }) => {
        await store.transaction((tx) => tx.notes.set("left", 1));
        await store.notes.set("left too", 1);
        return { seen: Number((await store.notes.get("left")) === 1) };
      },
    };
    const dry = await pass([note, fails("b")], { dryRun: true });
    expect(dry).toMatchObject({ did: { seen: 1 }, failed: [{ step: "b" }], dryRun: true });
    const store = await project.store();
    expect(await store.notes.get("left")).toBeNull();
    expect(await store.notes.get("left too")).toBeNull();
    expect(await alerts()).toEqual([]);
  });
});

it("waits with nothing for a check that hangs: all is told before, and another pass works meanwhile", async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  await using silent = await startServer((response) => asked.resolve(response));
  scratch.configure(
    `version: 1\nchannels: {log: {type: log, path: told.jsonl}}\nroute: {channel: log}\nhealth: {slow: {type: http, url: "${silent.url}", timeout: 1h}}\n`,
  );
  await project.close();
  project = openProject({ cwd: scratch.root, env: {} });
  const store = await project.store();
  await store.transaction((tx) =>
    createAlerting(project).engine.process(
      tx,
      [failureSignal({ title: "waits for delivery" })],
      project.clock.now(),
    ),
  );
  const ticking = tick(project, { deliverForMs: 1_000 });
  const held = await asked.promise;
  expect(readFileSync(join(scratch.root, "told.jsonl"), "utf8")).toContain("waits for delivery");
  expect(await tick(project, { deliverForMs: 1_000 })).toMatchObject({
    lease: "held",
    did: { health_checks_made: 0 },
  });
  held.writeHead(500).end();
  expect((await ticking).did).toMatchObject({
    notifications_accepted: 2,
    health_checks_made: 1,
    health_signals: 1,
  });
  expect(readFileSync(join(scratch.root, "told.jsonl"), "utf8")).toContain("answered 500");
});
