import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { goodRun, seed } from "../../../test/fixtures/runs/seed.ts";
import type { Run } from "../../model/run.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
});

afterEach(async () => {
  vi.useRealTimers();
  await project[Symbol.asyncDispose]();
});

const alerts = async () => (await project.json(["alerts", "list"])).alerts;
const sla = (list: string) => project.configure(`version: 1\ntimezone: UTC\nsla: ${list}\n`);
const minute = 60_000;

/** The clock of the commands stands there, whatever the machine's says and however long they take. */
const standAt = (now: number | string) => vi.useFakeTimers({ now: new Date(now), toFake: ["Date"] });

function run(changes: Partial<Run>): Run {
  return { ...goodRun, project: basename(project.root), labels: {}, ...changes };
}

describe("ping", () => {
  it("refuses a job without a name", async () => {
    const said = await project.pitchpipe(["ping", " ", "start"]);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining("needs the name of a job") });
    expect((await project.json(["runs", "list"])).runs).toEqual([]);
  });

  it("opens a run and ends it, with the time in between", async () => {
    await project.pitchpipe(["ping", "export", "start"]);
    expect(await project.json(["runs", "show", "latest"])).toMatchObject({
      job: "export",
      status: "running",
      trigger: "ping",
    });
    expect((await project.json(["tick"])).did.runs_lost).toBe(0);
    const said = await project.json(["ping", "export", "success"]);
    expect(said).toMatchObject({ job: "export", status: "success", exit_code: 0 });
    expect((await project.json(["runs", "list"])).runs).toHaveLength(1);
  });

  it.each([
    ["fail", null],
    ["3", 3],
  ])("%s is a failure that is told, and the next success ends it", async (word, code) => {
    expect((await project.pitchpipe(["ping", "export", String(word)])).code).toBe(0);
    expect(await project.json(["runs", "show", "latest"])).toMatchObject({
      status: "failed",
      exit_code: code,
    });
    expect(await alerts()).toMatchObject([
      { type: "pipeline_failure", status: "active", labels: { job: "export" } },
    ]);
    await project.pitchpipe(["ping", "export", "0"]);
    const failure = (await alerts()).find((one: { type: string }) => one.type === "pipeline_failure");
    expect(failure).toMatchObject({ status: "resolved" });
  });

  it("says how long it took only where the start was told", async () => {
    await project.pitchpipe(["ping", "quick", "success"]);
    await project.pitchpipe(["ping", "long", "start"]);
    await project.pitchpipe(["ping", "long", "success"]);
    const messages = (await alerts()).map(({ message }: { message: string }) => message.split("\n")[0]);
    expect(messages.sort()).toEqual([expect.stringMatching(/^long succeeded in /), "quick succeeded."]);
  });

  it("measures how long it took only where the start was told", async () => {
    await project.pitchpipe(["ping", "quick", "success"]);
    await project.pitchpipe(["ping", "long", "start"]);
    await project.pitchpipe(["ping", "long", "success"]);
    await project.json(["tick"]);
    project.configure(
      'version: 1\nrules: [{name: d, metric: run_duration_seconds, condition: "last > 1h"}]\n',
    );
    const [rule] = (await project.json(["rules", "test", "d"])).rules;
    expect(rule.series.map((one: { labels: { job: string } }) => one.labels.job)).toEqual(["long"]);
  });

  it("of a start while another still goes on leaves that one unknown", async () => {
    await project.pitchpipe(["ping", "export", "start"]);
    await project.pitchpipe(["ping", "export", "start"]);
    const { runs } = await project.json(["runs", "list"]);
    expect(runs.map(({ status }: { status: string }) => status).sort()).toEqual(["running", "unknown"]);
  });

  it.each(["maybe", "256", "-1", "1.5"])("%s is refused", async (word) => {
    const said = await project.pitchpipe(["ping", "export", "--", word]);
    expect(said.code).toBe(2);
    expect(said.err).toMatch(/takes start, success, fail or an exit code/);
  });

  it("waits in the spool while the store is away, and is taken in later", async () => {
    project.configure("version: 1\nstore: {url: 'postgres://nobody:x@127.0.0.1:1/none'}\n");
    const said = await project.pitchpipe(["ping", "export", "7"]);
    expect(said.code).toBe(0);
    project.configure("version: 1\n");
    await project.json(["tick"]);
    expect(await project.json(["runs", "show", "latest"])).toMatchObject({
      job: "export",
      status: "failed",
      exit_code: 7,
    });
    expect(await alerts()).toMatchObject([{ type: "pipeline_failure" }]);
  });
});

describe("sla list", () => {
  it("shows what is expected, and schedules of Meltano that nobody watches, without writing", async () => {
    writeFileSync(
      join(project.root, "meltano.yml"),
      "default_environment: dev\nenvironments: [{name: dev}]\njobs: [{name: a, tasks: [x y]}]\nschedules:\n- {name: nightly, interval: '@daily', job: a}\n- {name: by-hand, interval: '@once', job: b}\n- {name: old, interval: '@daily', extractor: x, loader: y}\n",
    );
    // A deadline is waited for in the half day before it: eighteen hours off, nothing is.
    standAt("2026-03-02T15:00:30Z");
    sla('[{job: a, expected_by: "09:00", grace: 30m}]');
    const { sla: rows } = await project.json(["sla", "list"]);
    expect(rows.map(({ job, state, source }: Record<string, string>) => [job, state, source])).toEqual([
      ["a", "ok", "file"],
      ["b", "unwatched", "meltano"],
      ["old", "unwatched", "meltano"],
    ]);
    expect(rows[0]).toMatchObject({
      next_deadline_at: expect.stringContaining("T09:00:00"),
      grace_seconds: 1_800,
      last_run: null,
    });
    sla("[]");
    expect((await project.json(["sla", "list"])).sla[0]).toMatchObject({
      state: "unwatched",
      reason: "To watch it: sla: [{job: a, schedule: meltano, grace: 30m}]",
    });
    sla('[{job: "*", schedule: meltano, grace: 30m}]');
    expect((await project.json(["sla", "list"])).sla[0]).toMatchObject({ state: "ok", source: "meltano" });
  });

  it("says so where nothing is expected", async () => {
    expect((await project.pitchpipe(["sla", "list"])).out).toMatch(/Nothing is expected of any job/);
  });
});

describe("bare pitchpipe", () => {
  it("says which deadline comes next", async () => {
    standAt("2026-03-02T23:57:30Z");
    sla('[{job: b, expected_by: "23:59"}, {job: a, schedule: "* * * * *"}, {job: c, max_duration: 1h}]');
    expect((await project.json(["state"])).next_sla).toMatchObject({
      job: "a",
      expects: "schedule * * * * *",
    });
    expect((await project.pitchpipe([])).out).toMatch(/next SLA\s+a, schedule \* \* \* \* \*: 2/);
  });
});

describe("a deadline", () => {
  it("that a run under way has passed is told once, and over when it has ended", async () => {
    standAt(Date.now());
    sla("[{job: daily-load, max_duration: 45m}]");
    await project.json(["tick"]);
    const running = run({
      status: "running",
      startedAt: Date.now() - 50 * minute,
      endedAt: null,
      complete: false,
      process: null,
      heartbeatAt: Date.now(),
    });
    await seed(project.root, [{ kind: "run_opened", run: running }]);
    expect((await project.json(["tick"])).did.sla_signals).toBe(1);
    expect((await project.json(["tick"])).did.sla_signals).toBe(0);
    expect(await alerts()).toMatchObject([
      { type: "sla_breach", status: "active", title: expect.stringMatching(/runs for 50 m/) },
    ]);
    const listed = await project.pitchpipe(["sla", "list"]);
    expect(listed.code).toBe(1);
    expect(listed.out).toMatch(/too long/);
    await seed(project.root, [
      {
        kind: "run_changed",
        runId: running.runId,
        changes: { status: "success", endedAt: Date.now(), complete: true },
      },
    ]);
    await project.json(["tick"]);
    expect(await alerts()).toMatchObject([{ type: "sla_breach", status: "resolved" }]);
  });

  it("that is not expected any more ends what was told of it", async () => {
    sla("[{job: daily-load, max_duration: 1m}]");
    await project.json(["tick"]);
    const slow = run({ startedAt: Date.now() - 2 * minute, endedAt: Date.now() + 50 });
    await seed(project.root, [{ kind: "run_opened", run: slow }]);
    await project.json(["tick"]);
    expect(await alerts()).toMatchObject([{ type: "sla_breach", status: "active" }]);
    sla("[]");
    await project.json(["tick"]);
    expect(await alerts()).toMatchObject([{ type: "sla_breach", status: "resolved" }]);
  });
});
