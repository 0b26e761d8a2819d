import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { badRun, goodFacts, goodRun, seed } from "../../../test/fixtures/runs/seed.ts";

let project: ScratchProject;

beforeEach(() => {
  // Half a year after the runs that are put there, whatever the machine's clock says; from then on it goes.
  const now = badRun.startedAt + 180 * 86_400_000;
  vi.useFakeTimers({ now, toFake: ["Date"], shouldAdvanceTime: true });
  project = makeScratchProject();
});

afterEach(async () => {
  vi.useRealTimers();
  await project[Symbol.asyncDispose]();
});

const bothRuns = () => seed(project.root, [...goodFacts, { kind: "run_opened", run: badRun }]);

describe("runs list", () => {
  it("says what to do while nothing was seen", async () => {
    expect((await project.pitchpipe(["runs", "list"])).out).toMatch(/^No run has been seen yet\. Run one:/);
    expect(await project.json(["runs", "list"])).toEqual({ runs: [] });
  });

  it("shows the newest first, with null for what nobody counted", async () => {
    await bothRuns();
    expect(await project.json(["runs", "list"])).toEqual({
      runs: [
        {
          run_id: badRun.runId,
          job: "daily-load",
          environment: "dev",
          status: "failed",
          exit_code: 1,
          started_at: "2026-03-01T09:00:00.000Z",
          ended_at: "2026-03-01T09:00:05.000Z",
          duration_seconds: 5,
          records: null,
          bytes: null,
          findings: null,
          cause: "tap-x failed (exit code 3): no such table",
          complete: true,
        },
        expect.objectContaining({ run_id: goodRun.runId, records: 300, bytes: 30_000, duration_seconds: 20 }),
      ],
    });
  });

  it.each([
    [["--status", "failed"], [badRun.runId]],
    [["--job", "other"], []],
    [["--limit", "1"], [badRun.runId]],
  ])("takes %j", async (options, ids) => {
    await bothRuns();
    const { runs } = await project.json(["runs", "list", ...options]);
    expect(runs.map(({ run_id }: { run_id: string }) => run_id)).toEqual(ids);
  });

  it.each([
    ["--status", "good"],
    ["--limit", "0"],
    ["--limit", "many"],
  ])("refuses %s %s with exit code 2", async (option, value) => {
    expect((await project.pitchpipe(["runs", "list", option, value])).code).toBe(2);
  });

  it("is a table for people", async () => {
    await bothRuns();
    const { out } = await project.pitchpipe(["runs", "list"]);
    expect(out.split("\n").slice(0, 3)).toEqual([
      "run            started              job         status   duration  records  findings  cause",
      "019ca909-3880  2026-03-01 09:00:00  daily-load  failed      5.0 s        -         -  tap-x failed (exit code 3): no such table",
      "019ca8d2-4a00  2026-03-01 08:00:00  daily-load  success      20 s      300         0  ",
    ]);
  });
});

describe("runs show", () => {
  it("is the whole document of a run", async () => {
    await bothRuns();
    expect(await project.json(["runs", "show", goodRun.runId])).toMatchObject({
      run_id: goodRun.runId,
      tasks: ["tap-x watch target-y"],
      owner: "wms-team",
      labels: { team: "data" },
      trigger: "pitchpipe",
      attempts: [{ number: 1, status: "success", exit_code: 0, duration_seconds: 20 }],
      plugins: [{ name: "tap-x", role: "tap", exit_code: 0, cpu_seconds: null, max_rss_bytes: null }],
      streams: [
        {
          stream: "orders",
          records: 300,
          bytes: 30_000,
          records_per_second: 30,
          forwarded: 300,
          quarantined: 0,
          dropped: 0,
          uninspected: 0,
          schemas: 1,
          states: 1,
          bottleneck: { side: "tap", confidence: "high", shares: { mapper: 500 / 9500 } },
          tap_said: 300,
          target_said: null,
        },
      ],
      bottleneck: { side: "tap", shares: { tap: 0.9, target: 0.05, mapper: 0.05 } },
      flight_recorder: [],
      findings: [],
      dossier: null,
      alerts: [],
    });
  });

  it("takes the start of an id, and `latest`", async () => {
    await bothRuns();
    expect(await project.json(["runs", "show", "019ca8d2"])).toMatchObject({ run_id: goodRun.runId });
    expect(await project.json(["runs", "show", "latest"])).toMatchObject({
      run_id: badRun.runId,
      streams: [],
    });
  });

  it.each([
    ["nonsense", "No run has the id nonsense. [NOT_FOUND]"],
    ["019", "No run has the id 019. [NOT_FOUND]"],
    ["019c", "More than one run has an id that begins with 019c. [AMBIGUOUS_ID]"],
  ])("answers %s with exit code 2", async (id, message) => {
    await bothRuns();
    const { code, out, err } = await project.pitchpipe(["runs", "show", id]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  it("tells people the cause, the streams, who was slow, and what could not be seen", async () => {
    await bothRuns();
    const good = (await project.pitchpipe(["runs", "show", "019ca8d2"])).out;
    expect(good).toContain(`daily-load: success after 20 s  run ${goodRun.runId}`);
    expect(good).toMatch(/orders +300 +30\.0 kB +30 +10 s +0/);
    expect(good).toContain("Bottleneck: tap (90 % of the time, high confidence).");
    const bad = (await project.pitchpipe(["runs", "show", "latest"])).out;
    expect(bad).toContain("failed after 5.0 s, exit code 1");
    expect(bad).toContain("cause tap-x failed (exit code 3): no such table");
    expect(bad).toContain("No stream was seen.");
    expect(bad.trimEnd().split("\n").at(-1)).toBe("Records are not seen without `watch`.");
  });
});

describe("what a target may have been holding", () => {
  const entry = (line: number) => ({
    ...{ line, stream: "orders\u001b[31m", bytes: 60, key: { id: "99" } },
    record: { id: "99", name: "Aaa" },
  });
  const flight = {
    at: 1_772_352_020_000,
    reason: "the target closed the pipe after line 304",
    streams: ["orders", "a", "b", "c", "d", "e", "f"].map((stream) => ({
      ...{ stream, records: 100, firstLine: 205, lastLine: 304 },
    })),
    likely: entry(210),
    lastTaken: [entry(303), entry(304)],
    caveat: "Nobody can see.",
  };
  const closed = { kind: "block_closed", blockId: "b1", at: 2_000_000_000_000, exitCode: 1 } as const;

  it("is shown to people and programs", async () => {
    await seed(project.root, [...goodFacts, { ...closed, reason: "it is gone", flight }]);
    const { flight_recorder } = await project.json(["runs", "show", goodRun.runId]);
    expect(flight_recorder).toMatchObject([
      {
        tap: "tap-x",
        streams: expect.arrayContaining([
          { stream: "orders", records: 100, first_line: 205, last_line: 304 },
        ]),
        likely: { line: 210, key: { id: "99" } },
        last_taken: [{ line: 303 }, { line: 304 }],
        caveat: "Nobody can see.",
      },
    ]);
    const { out } = await project.pitchpipe(["runs", "show", goodRun.runId]);
    expect(out).toContain("Flight recorder: the target closed the pipe after line 304");
    expect(out).toContain("  since the last STATE: orders 100 records, lines 205 to 304");
    expect(out).toContain("  and 2 more streams");
    expect(out).toMatch(/likely: orders.*, line 210, key \{"id":"99"\}/);
    expect(out).not.toContain("\u001b");
  });

  it("is left out for people where nothing was on its way", async () => {
    const empty = { ...flight, streams: [], likely: null, lastTaken: [] };
    await seed(project.root, [...goodFacts, { ...closed, reason: "it is gone", flight: empty }]);
    expect((await project.pitchpipe(["runs", "show", goodRun.runId])).out).not.toContain("Flight recorder");
  });
});

describe("runs logs", () => {
  it("prints the stored lines, harmless for a terminal", async () => {
    await bothRuns();
    expect((await project.pitchpipe(["runs", "logs", "019ca8d2"])).out).toBe("first line\nsecond line\n");
  });

  it("is one document for programs", async () => {
    await bothRuns();
    const { run_id, lines } = await project.json(["runs", "logs", "019ca8d2"]);
    expect(run_id).toBe(goodRun.runId);
    expect(lines).toHaveLength(2);
  });
});

describe("audit", () => {
  it("lists the segments in the order they were recorded", async () => {
    await bothRuns();
    expect(await project.json(["audit", "list", "--run", "019ca8d2", "--kind", "segment"])).toEqual({
      entries: [
        {
          sequence: expect.any(Number),
          at: "2026-03-01T08:00:10.000Z",
          kind: "segment",
          actor: "pitchpipe-mapper",
          run_id: goodRun.runId,
          stream: "orders",
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          previous_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          chain: goodRun.runId,
          number: expect.any(Number),
          bookmark: '{"at":"2025"}',
          body: {
            records: 200,
            bytes: 20_000,
            sha256: "1".repeat(64),
            state_sha256: "e".repeat(64),
            closed_by: "state",
          },
        },
        expect.objectContaining({ body: expect.objectContaining({ closed_by: "eof" }) }),
      ],
    });
    expect((await project.json(["audit", "list", "--limit", "1"])).entries).toHaveLength(1);
    expect((await project.pitchpipe(["audit", "list"])).out).toMatch(
      /orders +200 records, 20\.0 kB, 1{16}, closed by state/,
    );
  });

  it("says how much is covered, and unknown where nobody counted", async () => {
    await bothRuns();
    const { runs } = await project.json(["audit", "coverage"]);
    expect(runs).toMatchObject([
      { run_id: badRun.runId, percent: null, reason: "No mapper was in the pipe.", streams: [] },
      { run_id: goodRun.runId, percent: 100, reason: null, streams: [{ stream: "orders", segments: 2 }] },
    ]);
    const { code, out } = await project.pitchpipe(["audit", "coverage", "019ca8d2"]);
    expect(code).toBe(0);
    expect(out).toMatch(/daily-load +success +100 %/);
  });

  it("ends with 1 where records are not covered", async () => {
    await seed(
      project.root,
      goodFacts.filter(({ kind }) => kind !== "segments"),
    );
    const { code, out } = await project.pitchpipe(["audit", "coverage", "latest"]);
    expect(code).toBe(1);
    expect(out).toContain("300 records have no durable segment.");
  });
});

describe("the state", () => {
  it("is six lines, also where nothing was seen yet", async () => {
    const { out } = await project.pitchpipe([]);
    expect(out.trimEnd().split("\n")).toEqual([
      "last run        none seen yet",
      "open alerts     none",
      "unwatched jobs  none",
      "next SLA        none configured",
      "who is told     nobody: no channel is configured",
      "next command    pitchpipe run tap-x watch target-y",
    ]);
  });

  it("points at the failed run", async () => {
    await bothRuns();
    expect(await project.json([])).toMatchObject({
      last_run: { run_id: badRun.runId, status: "failed" },
      open_alerts: [],
      unwatched_jobs: [],
      next_sla: null,
      told: [],
      next_command: "pitchpipe runs show 019ca909-3880",
    });
    expect((await project.pitchpipe([])).out).toContain(
      "daily-load failed, 2026-03-01 09:00:00 UTC, 5.0 s, - records",
    );
  });
});

describe("runs errors and runs diff", () => {
  it("group failures by cause", async () => {
    await bothRuns();
    const { errors } = await project.json(["runs", "errors", "--since", "5000d"]);
    expect(errors).toMatchObject([
      { count: 1, plugin: "tap-x", jobs: ["daily-load"], category: "unknown", trend: null },
    ]);
    expect((await project.pitchpipe(["runs", "errors", "--since", "5000d"])).out).toMatch(
      /1 +unknown +tap-x failed/,
    );
  });

  it("say what differs", async () => {
    await bothRuns();
    const { changes } = await project.json(["runs", "diff", "019ca8d2", "latest"]);
    expect(changes).toContainEqual({ what: "status", before: "success", after: "failed" });
    expect(changes).toContainEqual({ what: "duration", before: "20.0 s", after: "5.0 s" });
  });

  it("tell people when there is nothing to tell", async () => {
    await bothRuns();
    expect((await project.pitchpipe(["runs", "errors", "--since", "1m"])).out).toContain("No run failed");
    expect((await project.pitchpipe(["runs", "diff", "latest", "latest"])).out).toContain(
      "Nothing that is known differs",
    );
  });
});
