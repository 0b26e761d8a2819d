import { basename } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../src/store/index.ts";
import { makePostgres, type TestDatabase } from "../fixtures/store/databases.ts";
import { aRun, aSignal } from "../fixtures/store/samples.ts";
import { FakeProject } from "../runner/fake-project.ts";

let project: FakeProject | null = null;
let database: TestDatabase | null = null;

afterEach(async () => {
  project?.remove();
  await database?.drop();
  database = null;
});

const rules = 'rules: [{name: busy, metric: queue_length, condition: "last > 10", window: 1h}]';
const sla = "sla: [{job: daily-load, max_duration: 1m}]";

/** A store with one thing of each kind that a pass tells of. */
async function prepare(url: string, root: string): Promise<void> {
  const store = await openStore({ url, projectRoot: root, clock: { now: () => Date.now() } });
  const name = basename(root);
  const now = Date.now();
  const running = aRun({
    runId: "r1",
    project: name,
    startedAt: now - 300_000,
    process: null,
    heartbeatAt: now,
  });
  const gone = { host: "elsewhere", pid: 1, startedAt: "", bootId: "" };
  const silent = aRun({
    runId: "r2",
    project: name,
    job: "other",
    startedAt: now - 300_000,
    process: gone,
    heartbeatAt: now - 200_000,
  });
  await store.apply([
    { kind: "run_opened", run: running },
    { kind: "run_opened", run: silent },
    { kind: "signal", signalId: "s1", signal: aSignal({ labels: { job: "third" }, at: now }) },
  ]);
  await store.metrics.record(name, [
    { metric: "queue_length", labels: { project: name }, at: now, value: 20 },
  ]);
  await store.close();
}

async function look<Result>(
  url: string,
  root: string,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStore({ url, projectRoot: root, clock: { now: () => Date.now() } });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

describe.each(["sqlite", "postgres"] as const)("several ticks at once on %s", (kind) => {
  it("do the work once between them, and none fails", async () => {
    project = new FakeProject();
    database = kind === "postgres" ? await makePostgres() : null;
    const url = database?.url ?? "sqlite:.meltano/pitchpipe/pitchpipe.db";
    project.write(
      "pitchpipe.yml",
      `version: 1\nstore: {url: "${url}"}\nchannels: {log: {type: log, path: told.jsonl}}\n${rules}\n${sla}\n`,
    );
    // The first pass fixes when watching began: nothing from before is told.
    expect((await project.run(["tick", "--json"])).code).toBe(0);
    await prepare(url, project.root);
    const { start } = project;
    const ticks = Array.from({ length: 5 }, () => start.call(project, ["tick", "--json"]).ended);
    const ended = await Promise.all(ticks);
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, ""]));
    const documents = ended.map(({ stdout }) => JSON.parse(stdout));
    const sum = (count: string): number => documents.reduce((total, { did }) => total + did[count], 0);
    expect(documents.filter(({ lease }) => lease === "held").length).toBeGreaterThan(0);
    const counts = ["runs_lost", "signals_decided", "rule_signals", "sla_signals"];
    expect(counts.map((count) => [count, sum(count)])).toEqual(counts.map((count) => [count, 1]));
    const alerts = await look(url, project.root, (store) => store.alerts.list({}));
    expect(alerts.map(({ type, count }) => `${type} ${count}`).sort()).toEqual([
      "custom 1",
      "pipeline_failure 1",
      "pipeline_failure 1",
      "sla_breach 1",
    ]);
  });
});
