import { describe, expect, it } from "vitest";
import { standardLabels } from "../model/labels.ts";
import type { Run } from "../model/run.ts";
import type { MadeAttempt } from "./attempt-words.ts";
import { endSignal } from "./end-signal.ts";
import { configSignal, emptyRunSignal, resolved, stallSignal, startSignal } from "./run-signals.ts";

const run: Run = {
  runId: "0199f2c1-0000-7000-8000-000000000000",
  project: "etl",
  environment: "prod",
  job: "daily-load",
  tasks: [],
  status: "failed",
  exitCode: 1,
  startedAt: Date.UTC(2026, 10, 21, 8),
  endedAt: Date.UTC(2026, 10, 21, 8, 1),
  complete: true,
  owner: "wms-team",
  labels: { team: "data", job: "shadowed" },
  trigger: "pitchpipe",
  source: "runner",
  process: null,
  heartbeatAt: null,
  cause: "tap-x failed (exit code 3): ERROR no such table",
  failedPlugin: "tap-x",
  notices: [],
};

const notify = { start: null, success: "info", failure: "error" } as const;
const end = { notify, records: 1234, failuresInARow: 1, alertAfterFailures: 1, stoppedByPerson: false };

describe("the signals of a run", () => {
  it("tell a failure with its cause first and the commands to look last", () => {
    expect(endSignal(run, end)).toMatchObject({
      name: "pipeline_failure",
      severity: "error",
      state: "firing",
      title: "daily-load failed: tap-x failed (exit code 3): ERROR no such table",
      message: [
        "tap-x failed (exit code 3): ERROR no such table",
        "",
        "Job: daily-load (prod, etl)",
        "Plugin: tap-x",
        "Since: 2026-11-21T08:00:00.000Z",
        "Duration: 1 m 00 s",
        "Records: 1,234",
        "Owner: wms-team",
      ].join("\n"),
      labels: {
        team: "data",
        project: "etl",
        environment: "prod",
        job: "daily-load",
        plugin: "tap-x",
        stream: "",
        check: "",
      },
      runId: run.runId,
      at: run.endedAt,
    });
  });

  it("all have the standard labels, which nobody's own labels can shadow", () => {
    const stall = stallSignal(run, { since: 0, waitingFor: null }, { stallAfterMs: 1, now: 2 });
    for (const signal of [
      endSignal(run, end),
      stall,
      emptyRunSignal(run),
      startSignal(run, { ...notify, start: "info" }),
    ]) {
      expect(Object.keys(signal?.labels ?? {})).toEqual(expect.arrayContaining([...standardLabels]));
      expect(signal?.labels["job"]).toBe("daily-load");
    }
  });

  it.each([
    ["lost", "daily-load was lost"],
    ["timed_out", "daily-load took too long"],
    ["terminated", "daily-load was stopped"],
  ] as const)("call a run that was %s by its name", (status, title) => {
    expect(endSignal({ ...run, status }, end)?.title).toContain(title);
  });

  it.each([
    ["a start nobody wants to know of", startSignal(run, notify)],
    [
      "a success nobody wants to know of",
      endSignal({ ...run, status: "success" }, { ...end, notify: { ...notify, success: null } }),
    ],
    ["a failure nobody wants to know of", endSignal(run, { ...end, notify: { ...notify, failure: null } })],
    ["a failure before the n-th in a row", endSignal(run, { ...end, alertAfterFailures: 2 })],
    [
      "a run that a person at the terminal ended",
      endSignal({ ...run, status: "terminated" }, { ...end, stoppedByPerson: true }),
    ],
    ["a run nobody can judge", endSignal({ ...run, status: "unknown" }, end)],
  ])("say nothing of %s", (_case, signal) => {
    expect(signal).toBeNull();
  });

  it("say how often it failed in a row", () => {
    expect(endSignal(run, { ...end, failuresInARow: 3, alertAfterFailures: 2 })?.message).toContain(
      "This is failure 3 in a row.",
    );
  });

  it("tell a success with its duration and records, and leave out what is not known", () => {
    const good = {
      ...run,
      status: "success",
      cause: null,
      failedPlugin: null,
      owner: null,
      environment: "",
    } as const;
    const signal = endSignal(good, { ...end, records: null });
    expect(signal).toMatchObject({
      name: "pipeline_success",
      severity: "info",
      title: "daily-load succeeded",
      annotations: {},
    });
    expect(signal?.message).toBe(
      [
        "daily-load succeeded in 1 m 00 s.",
        "",
        "Job: daily-load",
        "Since: 2026-11-21T08:00:00.000Z",
        "Duration: 1 m 00 s",
      ].join("\n"),
    );
  });

  it("say of a run that was tried again how often, and why", () => {
    const again = { retry: true, waitMs: 30_000, reason: "" } as const;
    const first: MadeAttempt = {
      ...{ number: 1, tookMs: 5000, records: 3, decision: again, nextBlock: null },
      ...{ cause: "tap-x failed: refused.", status: "failed", category: "network" },
    };
    const last: MadeAttempt = {
      ...first,
      number: 2,
      decision: { retry: false, explain: true, reason: "one retry was allowed" },
    };
    const failure = endSignal(run, { ...end, attempts: [first, last] });
    expect(failure?.message).toContain(
      "ERROR no such table\nAttempt 1 failed after 5.0 s (network: tap-x failed: refused). Tried again after 30 s.\nNot tried again: one retry was allowed.\nCounts are",
    );
    expect(failure?.details["attempts"]).toMatchObject([
      { number: 1, category: "network" },
      { number: 2, duration_seconds: 5 },
    ]);
    const good = {
      ...last,
      status: "success",
      decision: { retry: false, explain: false, reason: "" },
    } as const;
    const told = endSignal({ ...run, status: "success", cause: null }, { ...end, attempts: [first, good] });
    expect(told?.title).toBe("daily-load succeeded at the 2nd attempt");
    expect(endSignal({ ...run, status: "success" }, { ...end, attempts: [good] })?.title).toBe(
      "daily-load succeeded",
    );
  });

  it("tell a stall with its length, its limit and who is waited for, and its end", () => {
    const stall = stallSignal(
      run,
      { since: 1_000, waitingFor: "target" },
      { stallAfterMs: 600_000, now: 601_000 },
    );
    expect(stall).toMatchObject({
      type: "pipeline_stalled",
      title: "daily-load is stalled: No record for 10 m 00 s, waiting for the target.",
      value: 600,
      threshold: 600,
    });
    expect(resolved(stall, 700_000, "Records flow again.")).toMatchObject({
      state: "resolved",
      at: 700_000,
      labels: stall.labels,
      message: "Records flow again.",
    });
  });

  it("tell a wrong configuration once for all jobs, and that it is right again", () => {
    const wrong = configSignal(
      { project: "etl" },
      { problems: ["run.timeout: must be a duration"], at: 5, runId: null },
    );
    expect(wrong).toMatchObject({
      type: "system_health",
      state: "firing",
      title: "The configuration is wrong: run.timeout: must be a duration",
      labels: { job: "", check: "config" },
    });
    expect(configSignal({ project: "etl" }, { problems: [], at: 6, runId: null })).toMatchObject({
      state: "resolved",
      labels: wrong.labels,
    });
  });
});
