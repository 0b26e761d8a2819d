import { afterAll, describe, expect, it } from "vitest";
import { makeProject } from "../projects/make-project.ts";
import { scriptTap, scriptTarget } from "../projects/plugins.ts";
import { endings, loggingProject, meltanoLog } from "./make-logs.ts";

// The fixtures were made once; these logs are made now, by the Meltano of today's test setup.

const project = loggingProject();
const elsewhere = loggingProject();

afterAll(() => {
  project.remove();
  elsewhere.remove();
});

const good = { status: "success", job: "tap-jsonl-to-target-jsonl", environment: "dev" };

describe("a log of the real Meltano, made without pitchpipe", () => {
  it.each([
    ["meltano", "json", "success", { ...good, streams: [{ stream: "orders", tap_said: 120 }] }],
    ["meltano", "key-value", "success", { ...good, streams: [{ stream: "orders", tap_said: 120 }] }],
    ["meltano", "colored", "target_fails", { status: "failed", cause: "target-script failed." }],
    ["meltano-3", "json", "success", { ...good, streams: [{ stream: "orders", tap_said: 120 }] }],
    [
      "meltano-3",
      "colored",
      "tap_fails",
      { status: "failed", plugins: [{ exit_code: 3 }, { exit_code: null }] },
    ],
  ] as const)("%s, %s, %s: becomes a run", async (meltano, format, ending, expected) => {
    const from = meltano === "meltano" ? project : elsewhere;
    const { log, exitCode } = await meltanoLog(from, {
      meltano,
      format,
      command: ["run", ...endings[ending]],
    });
    project.write("made.log", log);
    const outcome = await project.runPitchpipe(["ingest", "made.log", "--json"]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ exit_code: null, ...expected });
    const told = await project.runPitchpipe([
      "ingest",
      "made.log",
      "--json",
      "--exit-code",
      String(exitCode),
    ]);
    expect(JSON.parse(told.stdout)).toMatchObject({ exit_code: exitCode, status: expected.status });
  });
});

it("completes a run that only our mapper saw, and a later tick leaves it so", async () => {
  const watched = makeProject({ extractors: [scriptTap({ records: 7 })], loaders: [scriptTarget()] });
  try {
    const command = ["run", "tap-script", "watch", "target-script"];
    const { log } = await meltanoLog(watched, { meltano: "meltano", format: "json", command });
    watched.write("made.log", log);
    const run = (await watched.json(["ingest", "made.log"])) as { run_id: string };
    expect(run).toMatchObject({
      status: "success",
      complete: true,
      streams: [{ stream: "things", records: 7, forwarded: 7 }],
    });
    await watched.runPitchpipe(["tick"]);
    expect(await watched.json(["runs", "show", run.run_id])).toMatchObject({
      status: "success",
      complete: true,
    });
    expect(await watched.json(["runs", "list"])).toMatchObject({ runs: [{ run_id: run.run_id }] });
  } finally {
    watched.remove();
  }
});

it("adds nothing to a run that pitchpipe itself ran", async () => {
  const outcome = await project.runPitchpipe([
    "run",
    "--json",
    "--log-format",
    "json",
    "tap-jsonl",
    "watch",
    "target-jsonl",
  ]);
  const run = JSON.parse(outcome.stdout);
  project.write("own.log", outcome.stderr);
  const logs = await project.json(["runs", "logs", run.run_id]);
  expect(await project.json(["ingest", "own.log"])).toMatchObject({ ...run, alerts: expect.anything() });
  expect(await project.json(["runs", "logs", run.run_id])).toEqual(logs);
});

it("reads a log as long as a night's in flat memory", async () => {
  const line = (at: number) =>
    `2026-11-21T08:08:41.231739Z [info     ] tap-x        page ${at} of something or other, with some more words\n`;
  const lines = Array.from({ length: 10_000 }, (_, at) => line(at)).join("");
  project.write("night.log", lines.repeat(60));
  const outcome = await project.runPitchpipe(["ingest", "night.log", "--json"], {
    env: { NODE_OPTIONS: "--max-old-space-size=96" },
  });
  expect(outcome.exitCode, outcome.stderr).toBe(0);
  expect(JSON.parse(outcome.stdout)).toMatchObject({ status: "unknown" });
});
