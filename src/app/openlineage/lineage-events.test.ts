import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { type MarquezLike, startMarquezLike } from "../../../test/fixtures/openlineage/marquez-like.ts";
import { badRun, goodFacts, goodRun } from "../../../test/fixtures/runs/seed.ts";
import { aFinding } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import { createAlerting } from "../alerting.ts";
import { type OpenedProject, openProject } from "../open-project.ts";
import { tick } from "../tick/tick.ts";
import { watchBegan } from "../tick/watch-began.ts";

let scratch: ScratchProject;
let server: MarquezLike;
let project: OpenedProject;
let now: number;

const meltanoYml = `version: 1
default_environment: dev
environments: [{name: dev}, {name: prod}]
plugins:
  extractors:
    - {name: tap-x, namespace: tap_x, executable: tap-x, config: {sqlalchemy_url: "postgresql://u:planted-pw-1@db.example.com/shop"}}
    - {name: tap-z, namespace: tap_z, settings: [{name: password, sensitive: true}], config: {password: planted-pw-2}}
  loaders:
    - {name: target-y, namespace: target_y, executable: target-y, config: {sqlalchemy_url: "postgresql://u:planted-pw-1@dwh.example.com/dwh"}}
  mappers:
    - name: pitchpipe-mapper
      namespace: pitchpipe_mapper
      executable: pitchpipe-mapper
      mappings: [{name: watch, config: {}}]
schedules: [{name: hourly, interval: "0 * * * *", job: daily-load}]
`;

beforeEach(async () => {
  scratch = makeScratchProject();
  writeFileSync(join(scratch.root, "meltano.yml"), meltanoYml);
  server = await startMarquezLike();
  now = goodRun.startedAt;
  configure(`openlineage: {url: "${server.url}", namespace: etl}`);
  project = open();
});

afterEach(async () => {
  await project.close();
  await server[Symbol.asyncDispose]();
  await scratch[Symbol.asyncDispose]();
});

function configure(yaml: string): void {
  scratch.configure(`version: 1\nchannels: {log: {type: log, path: told.jsonl}}\ntimezone: UTC\n${yaml}\n`);
}

function open(env: Record<string, string> = {}): OpenedProject {
  return openProject({ cwd: scratch.root, env, clock: { now: () => now } });
}

async function reopen(env: Record<string, string> = {}): Promise<void> {
  await project.close();
  project = open(env);
}

const ours = (run: Run): Run => ({ ...run, project: project.project.name });
const runId = goodRun.runId;

/** A run begins and ends as the runner says it, with what its mapper saw in between. */
async function wrapped(run: Run = goodRun, seen: readonly Fact[] = goodFacts): Promise<void> {
  const { commit } = createAlerting(project);
  const { status, endedAt, cause, failedPlugin, exitCode } = run;
  const beginning = {
    ...ours(run),
    status: "running",
    endedAt: null,
    complete: false,
    heartbeatAt: now,
  } as const;
  await commit([{ kind: "run_opened", run: beginning }, attempt(1, "running")], []);
  now = run.endedAt ?? now;
  await (await project.store()).apply(seen.filter(({ kind }) => kind !== "run_opened" && kind !== "attempt"));
  const changes = { status, endedAt, cause, failedPlugin, exitCode, complete: true };
  await commit([{ kind: "run_changed", runId: run.runId, changes }], []);
}

function attempt(number: number, status: Run["status"]): Fact {
  return {
    kind: "attempt",
    runId,
    attempt: { number, status, exitCode: null, startedAt: now, endedAt: null },
  };
}

const pass = () => tick(project, { deliverForMs: 5_000 });
const told = () => server.events().map(({ eventType, job }) => `${eventType} ${job.name}`);
const kept = async () => (await project.store()).openlineage.ofRun(runId);

describe("a run under pitchpipe run", () => {
  it("is told with its beginning and its end, which are durable with the run's own", async () => {
    await wrapped();
    expect((await kept()).map(({ id }) => id)).toEqual([`${runId}:START`, `${runId}:COMPLETE:1`]);
    expect(server.received).toEqual([]);
    expect((await pass()).did).toMatchObject({ lineage_events_made: 0, lineage_events_delivered: 2 });
    expect(told()).toEqual(["START daily-load.tap-x-to-target-y", "COMPLETE daily-load.tap-x-to-target-y"]);
    expect((await pass()).did).toMatchObject({ lineage_events_made: 0, lineage_events_delivered: 0 });
  });

  it("is told with what was read and written, from where to where, and without a password", async () => {
    await (await project.store()).apply([
      {
        kind: "findings",
        blockId: "b1",
        runId,
        at: now,
        findings: [aFinding({ stream: "orders", name: "not_null(id)" })],
        passed: [{ stream: "orders", name: "unique(id)" }],
      },
    ]);
    await wrapped();
    await pass();
    const complete = server.events().at(-1);
    expect(complete).toMatchObject({
      run: { runId },
      job: { namespace: "etl", facets: { ownership: { owners: [{ name: "wms-team" }] } } },
      inputs: [
        {
          namespace: "postgres://db.example.com:5432",
          facets: { version: { datasetVersion: `state:${"e".repeat(64)}` } },
          inputFacets: {
            inputStatistics: { rowCount: 300 },
            dataQualityAssertions: {
              assertions: [{ name: "not_null(id)", success: false }, { success: true }],
            },
          },
        },
      ],
      outputs: [
        {
          namespace: "postgres://dwh.example.com:5432",
          outputFacets: { outputStatistics: { rowCount: 300 } },
        },
      ],
    });
    expect(JSON.stringify(server.events())).not.toContain("planted-pw-1");
  });

  it("inherits who started it, and when it was to begin, also where another process ends it", async () => {
    const id = "019ca8d1-0000-7000-8000-00000000000b";
    await reopen({ OPENLINEAGE_PARENT_ID: `airflow/nightly.load/${id}`, MELTANO_JOB_TRIGGER: "hourly" });
    mkdirSync(join(scratch.root, ".git", "refs", "heads"), { recursive: true });
    writeFileSync(join(scratch.root, ".git", "HEAD"), "ref: refs/heads/main\n");
    writeFileSync(join(scratch.root, ".git", "refs", "heads", "main"), `${"a1".repeat(20)}\n`);
    writeFileSync(
      join(scratch.root, ".git", "config"),
      '[remote "origin"]\n\turl = https://me:planted-token-1@github.com/data/elt.git\n',
    );
    const { commit } = createAlerting(project);
    await watchBegan(await project.store(), now);
    const running = { ...ours(goodRun), trigger: "hourly", status: "running", endedAt: null } as const;
    const context = { pitchpipeVersion: "1", meltanoVersion: "4.4.1", configHash: "", gitCommit: null };
    await commit(
      [
        { kind: "run_opened", run: { ...running, heartbeatAt: now } },
        { kind: "run_context", runId, context: { ...context, plugins: {}, meltanoYml: {} } },
      ],
      [],
    );
    await reopen();
    now += 120_000;
    expect(await pass()).toMatchObject({ did: { runs_lost: 1, lineage_events_delivered: 2 }, failed: [] });
    const [start, abort] = server.events();
    expect([start.eventType, abort.eventType]).toEqual(["START", "ABORT"]);
    expect(abort.run.facets.errorMessage.message).toMatch(/\w/);
    for (const { run, job } of [start, abort]) {
      expect(run.facets.parent).toMatchObject({ run: { runId: id }, job: { name: "nightly.load" } });
      expect(run.facets.nominalTime).toMatchObject({
        nominalStartTime: "2026-03-01T08:00:00.000Z",
        nominalEndTime: "2026-03-01T09:00:00.000Z",
      });
      expect(run.facets.processing_engine).toMatchObject({ name: "meltano", version: "4.4.1" });
      expect(job.facets.sourceCodeLocation).toMatchObject({
        url: `https://github.com/data/elt/blob/${"a1".repeat(20)}/meltano.yml`,
        repoUrl: "https://github.com/data/elt",
        branch: "main",
      });
    }
    expect(JSON.stringify(server.events())).not.toContain("planted-token-1");
  });

  it("that fails says why; one that is tried again is running", async () => {
    const cause = "tap-x: no such table, asked as planted-pw-2";
    const failed = {
      ...badRun,
      cause,
      runId,
      startedAt: goodRun.startedAt,
      endedAt: goodRun.startedAt + 5_000,
    };
    await wrapped(failed, []);
    await (await project.store()).apply([attempt(2, "failed")]);
    await pass();
    expect(told()).toEqual(["START daily-load.tap-x-to-target-y", "FAIL daily-load.tap-x-to-target-y"]);
    expect(server.events()[1].run.facets.errorMessage.message).toContain("no such table");
    expect(JSON.stringify(await kept())).not.toContain("planted-pw-2");
  });

  it("is told of its further attempts while it goes on", async () => {
    const { commit } = createAlerting(project);
    const running = { ...ours(goodRun), status: "running", endedAt: null, process: null } as const;
    await commit([{ kind: "run_opened", run: { ...running, heartbeatAt: now } }, attempt(1, "failed")], []);
    await (await project.store()).apply([attempt(2, "running")]);
    expect((await pass()).did).toMatchObject({ lineage_events_delivered: 2 });
    expect(told()).toEqual(["START daily-load.tap-x-to-target-y", "RUNNING daily-load.tap-x-to-target-y"]);
  });

  it("of several blocks is the parent of each", async () => {
    await wrapped({ ...goodRun, tasks: ["tap-x watch target-y", "tap-z target-y"] });
    await pass();
    expect(told()).toEqual([
      "START daily-load",
      "START daily-load.tap-x-to-target-y",
      "COMPLETE daily-load.tap-x-to-target-y",
      "START daily-load.tap-z-to-target-y",
      "COMPLETE daily-load.tap-z-to-target-y",
      "COMPLETE daily-load",
    ]);
    const [parent, child] = server.events();
    expect(parent.run.runId).toBe(runId);
    expect(child.run.facets.parent.run.runId).toBe(runId);
    expect(child.run.runId).not.toBe(runId);
  });

  it("whose end the store missed is told by the next pass", async () => {
    const store = await project.store();
    await pass();
    await store.apply(
      goodFacts.map((fact) => (fact.kind === "run_opened" ? { ...fact, run: ours(goodRun) } : fact)),
    );
    now = goodRun.endedAt ?? now;
    expect((await pass()).did).toMatchObject({ lineage_events_made: 2, lineage_events_delivered: 2 });
    expect(told()).toHaveLength(2);
  });
});

describe("a run of very many streams", () => {
  it("is told right after its end, so that nobody waits for the store meanwhile", async () => {
    const [opened, progress] = [
      goodFacts.find(({ kind }) => kind === "block_opened"),
      goodFacts.find(isProgress),
    ];
    const [orders] = progress?.streams ?? [];
    if (opened === undefined || progress === undefined || orders === undefined) throw new Error("no facts");
    const streams = Array.from({ length: 101 }, (_, at) => ({ ...orders, stream: `s${at}` }));
    await pass();
    await wrapped(goodRun, [opened, { ...progress, streams }]);
    expect((await kept()).map(({ type }) => type)).toEqual(["START"]);
    expect((await pass()).did).toMatchObject({ lineage_events_delivered: 2 });
    expect(server.events()[1].outputs).toHaveLength(101);
  });
});

type Progress = Extract<Fact, { readonly kind: "block_progress" }>;

function isProgress(fact: Fact): fact is Progress {
  return fact.kind === "block_progress";
}

describe("a run that is not as it seemed", () => {
  it("ends once: as lost only where nobody heard of its real end before", async () => {
    const { commit } = createAlerting(project);
    await watchBegan(await project.store(), now);
    const running = { ...ours(goodRun), status: "running", endedAt: null, heartbeatAt: now } as const;
    await commit([{ kind: "run_opened", run: running }], []);
    await commit([{ kind: "run_changed", runId, changes: { status: "lost", cause: "gone" } }], []);
    await commit([{ kind: "run_changed", runId, changes: { status: "running", cause: null } }], []);
    now += 5_000;
    await commit([{ kind: "run_changed", runId, changes: { status: "success", endedAt: now } }], []);
    await pass();
    expect(told().map((line) => line.split(" ")[0])).toEqual(["START", "COMPLETE"]);
  });

  it("began while the store was away: it is told all the same, with who started it", async () => {
    configure(
      `openlineage: {url: "${server.url}", namespace: etl}\nstore: {url: "postgres://127.0.0.1:1/nowhere"}`,
    );
    const id = "019ca8d1-0000-7000-8000-00000000000b";
    await reopen({ OPENLINEAGE_PARENT_ID: `airflow/nightly.load/${id}` });
    const running = { ...ours(goodRun), status: "running", endedAt: null, heartbeatAt: now } as const;
    expect(await createAlerting(project).commit([{ kind: "run_opened", run: running }], [])).toBe("spooled");
    configure(`openlineage: {url: "${server.url}", namespace: etl}`);
    await reopen();
    await pass();
    expect(server.events()).toMatchObject([
      { eventType: "START", run: { runId, facets: { parent: { run: { runId: id } } } } },
    ]);
  });
});

describe("what is not told", () => {
  it.each([
    ["history from before anybody watched", { startedAt: 5, endedAt: 10, heartbeatAt: 10 }],
    ["a run that nobody can judge", { status: "unknown" as const }],
    ["a job that only pings", { source: "ping" as const }],
    ["a run of another project", { project: "other" }],
  ])("is %s", async (_, changes) => {
    await pass();
    const { commit } = createAlerting(project);
    now += 60_000;
    await commit([{ kind: "run_opened", run: { ...ours(goodRun), endedAt: now, ...changes } }], []);
    await pass();
    expect(server.received).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  it("is anything where OpenLineage is switched off, or a filter fits", async () => {
    await reopen({ OPENLINEAGE_DISABLED: "true" });
    await wrapped();
    expect(await kept()).toEqual([]);
    await reopen();
    writeFileSync(join(scratch.root, "openlineage.yml"), 'filters: [{type: regex, regex: "daily"}]\n');
    const facts = (await (await project.store()).openlineage.untoldEnds(project.project.name, 0, 5)).length;
    expect(facts).toBe(1);
    await pass();
    expect(server.received).toEqual([]);
  });
});

describe("a run that Meltano's own table or a mapper told of", () => {
  it.each(["meltano", "mapper"] as const)("is told once it ended: %s", async (source) => {
    await pass();
    now += 60_000;
    const { commit } = createAlerting(project);
    const run: Run = {
      ...ours(goodRun),
      source,
      job: "tap-x-to-target-y",
      tasks: [],
      endedAt: now,
      heartbeatAt: now,
    };
    await commit([{ kind: "run_opened", run }], []);
    await pass();
    expect(told()).toEqual(["START tap-x-to-target-y", "COMPLETE tap-x-to-target-y"]);
  });
});

describe("a run of which nobody knows the blocks", () => {
  it("is told without datasets", async () => {
    await wrapped({ ...goodRun, tasks: [], job: "by-hand", source: "meltano" }, []);
    await pass();
    expect(server.events()).toMatchObject([
      { eventType: "START", job: { name: "by-hand" }, inputs: [] },
      { eventType: "COMPLETE", job: { name: "by-hand" }, inputs: [], outputs: [] },
    ]);
  });
});

describe("a server", () => {
  it("that is away loses nothing, is asked again later and in order, and somebody is told after a while", async () => {
    server.answer(503);
    await wrapped();
    expect((await pass()).did).toMatchObject({ lineage_events_failed: 1, lineage_events_dead: 0 });
    expect(server.received).toHaveLength(1);
    expect((await pass()).did).toMatchObject({ lineage_events_failed: 0 });
    now += 15 * 60_000;
    await pass();
    now += 16 * 60_000;
    await pass();
    const alerts = (await scratch.json(["alerts", "list"])).alerts;
    expect(alerts).toMatchObject([
      { type: "system_health", severity: "warning", status: "active", labels: { check: "openlineage:http" } },
    ]);
    server.answer(null);
    now += 16 * 60_000;
    expect((await pass()).did).toMatchObject({ lineage_events_delivered: 2 });
    expect(told().map((line) => line.split(" ")[0])).toEqual(["START", "COMPLETE"]);
    await pass();
    expect((await scratch.json(["alerts", "list"])).alerts).toMatchObject([{ status: "resolved" }]);
  });

  it("that refuses an event keeps it as dead, and that is told once", async () => {
    server.answer(400);
    await wrapped();
    expect((await pass()).did).toMatchObject({ lineage_events_dead: 2, lineage_events_failed: 0 });
    for (let again = 0; again < 3; again += 1) await pass();
    expect(server.received).toHaveLength(2);
    expect((await scratch.json(["alerts", "list"])).alerts).toMatchObject([{ status: "active", count: 1 }]);
    const store = await project.store();
    expect(await store.openlineage.deliveriesOfRun(runId)).toMatchObject([
      { status: "dead", tries: 1, error: expect.stringContaining("400") },
      { status: "dead" },
    ]);
  });

  it("that says the key again is not quoted with it", async () => {
    await server[Symbol.asyncDispose]();
    const apiKey = "planted-key-of-marquez";
    server = await startMarquezLike({ apiKey, problems: () => [`no event of ${apiKey} is wanted`] });
    configure("");
    const transport = { type: "http", url: server.url, auth: { type: "api_key", apiKey } };
    writeFileSync(join(scratch.root, "openlineage.yml"), JSON.stringify({ transport }));
    await reopen();
    await wrapped();
    expect((await pass()).did).toMatchObject({ lineage_events_dead: 2 });
    const [delivery] = await (await project.store()).openlineage.deliveriesOfRun(runId);
    expect(delivery?.error).toContain("is wanted");
    expect(delivery?.error).not.toContain(apiKey);
  });

  it("that hangs holds nobody longer than its time limit", async () => {
    server.answer("hang");
    configure(`openlineage: {url: "${server.url}", timeout: 200ms}`);
    await reopen();
    await wrapped();
    expect((await pass()).did).toMatchObject({ lineage_events_failed: 1 });
    const store = await project.store();
    expect((await store.openlineage.deliveriesOfRun(runId))[0]?.error).toContain("no answer within");
  });

  it("never gets to see a metadata address, and a redirect is not followed", async () => {
    configure('openlineage: {url: "http://169.254.169.254/"}');
    await reopen();
    await wrapped();
    expect((await pass()).did).toMatchObject({ lineage_events_dead: 2 });
  });

  it("gets its key, packed bodies, and is one of several places where they are named", async () => {
    await server[Symbol.asyncDispose]();
    server = await startMarquezLike({ apiKey: "key-of-marquez" });
    configure(
      `openlineage: {url: "${server.url}", api_key: key-of-marquez, compression: gzip, file: logs/lineage.jsonl}`,
    );
    await reopen();
    await wrapped();
    expect((await pass()).did).toMatchObject({ lineage_events_delivered: 4 });
    expect(server.received[0]?.headers).toMatchObject({ "content-encoding": "gzip" });
    const { readFileSync, statSync } = await import("node:fs");
    const file = join(scratch.root, "logs/lineage.jsonl");
    expect(
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).eventType),
    ).toEqual(["START", "COMPLETE"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("that is named only elsewhere is waited for by a process that knows it", async () => {
    await wrapped();
    configure("");
    await reopen();
    expect((await pass()).did).toMatchObject({ lineage_events_delivered: 0, lineage_events_failed: 0 });
    configure(`openlineage: {url: "${server.url}"}`);
    await reopen();
    expect((await pass()).did).toMatchObject({ lineage_events_delivered: 2 });
  });

  it("that only another environment has is told what a pass makes up for", async () => {
    configure(`environments: {prod: {openlineage: {url: "${server.url}"}}}`);
    await reopen();
    await pass();
    const run = { ...ours(goodRun), environment: "prod" };
    await (await project.store()).apply(
      goodFacts.map((fact) => (fact.kind === "run_opened" ? { ...fact, run } : fact)),
    );
    now = goodRun.endedAt ?? now;
    await pass();
    expect(told()).toHaveLength(2);
  });

  it("is another one for another environment, as its settings say", async () => {
    await using prod = await startMarquezLike();
    configure(
      `openlineage: {url: "${server.url}"}\nenvironments: {prod: {openlineage: {url: "${prod.url}", namespace: live}}}`,
    );
    await reopen();
    await wrapped({ ...goodRun, environment: "prod" });
    await pass();
    expect(server.received).toEqual([]);
    expect(prod.events().map(({ job }) => job.namespace)).toEqual(["live", "live"]);
  });
});
