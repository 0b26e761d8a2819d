import { describe, expect, it } from "vitest";
import { judgeLog, type LogEvidence } from "./judge-log.ts";
import { addLastWords, noLastWords } from "./last-words.ts";
import { LoggedPlan } from "./logged-plan.ts";
import { readLogLine } from "./read-log-line.ts";
import { emptyRunLog, reduceRunLog } from "./run-log.ts";

const stamp = "2026-11-21T08:08:41.231739Z";
const started = `${stamp} [info     ] meltano      Running job with name 'dev:tap-x-to-target-y' and run ID '01a1fd26-96a0-7000-8000-0123456789ab'`;
const good = `${stamp} [info     ] meltano      Block run completed`;
const bad = `${stamp} [error    ] meltano      Block run completed`;
const ended = `${stamp} [info     ] meltano      Run completed`;
const meltano = (text: string) => `${stamp} [error    ] meltano      ${text}`;
const json = (fields: Record<string, unknown>) =>
  JSON.stringify({ level: "info", timestamp: stamp, ...fields });
const status = (word: string) => json({ event: "Run completed", status: word, duration_seconds: 1 });

/** What is known after these lines, as the log alone tells it. */
function evidence(lines: readonly string[], exitCode: number | null): LogEvidence {
  const plan = new LoggedPlan(() => null);
  let [log, words] = [emptyRunLog, noLastWords];
  for (const line of lines) {
    const read = readLogLine(line, { plain: true });
    plan.add(read);
    words = addLastWords(words, read.event);
    log = reduceRunLog(log, read.event);
  }
  return {
    log,
    words,
    plan: plan.plan(new Set()),
    exitCode,
    mapperBlocks: [],
    tapRecords: null,
    usualRecords: [],
    zeroRecords: "ok",
  };
}

describe("a run judged by its log", () => {
  it.each<[string, readonly string[], number | null, string, string | null]>([
    ["says success, in JSON", [status("success")], null, "success", null],
    [
      "says failure, in JSON",
      [status("failure")],
      null,
      "failed",
      "Meltano failed, and its log does not say why.",
    ],
    [
      "says failure, while the exit code says success",
      [status("failure")],
      0,
      "failed",
      "Meltano ended with exit code 0 and did not say why.",
    ],
    [
      "says success, while the exit code says failure",
      [status("success")],
      1,
      "failed",
      "Meltano ended with exit code 1 and did not say why.",
    ],
    [
      "shows good blocks and its end, in a form without the status",
      [started, good, ended],
      null,
      "success",
      null,
    ],
    [
      "shows a bad block",
      [started, bad, ended],
      null,
      "failed",
      "Meltano failed, and its log does not say why.",
    ],
    [
      "says which end failed",
      [started, meltano("Loader failed"), bad, ended],
      null,
      "failed",
      "target-y failed.",
    ],
    ["says that the tap failed", [started, meltano("Extractor failed")], null, "failed", "tap-x failed."],
    [
      "tells the tap's own error",
      [started, `${stamp} [info     ] tap-x        ERROR 401 for you`, meltano("Extractor failed"), bad],
      null,
      "failed",
      "tap-x failed: ERROR 401 for you",
    ],
    [
      "shows a block that never ended",
      [started, ended],
      null,
      "unknown",
      "The log does not hold how the run ended.",
    ],
    [
      "shows a good block, and one that never ended",
      [started, good, started, ended],
      null,
      "unknown",
      "The log does not hold how the run ended.",
    ],
    ["shows no block, only the end", [ended], null, "unknown", "The log does not hold how the run ended."],
    ["reaches the end, and the exit code is 0", ["Run completed"], 0, "success", null],
    [
      "holds an error of Meltano beside good blocks",
      [started, good, meltano("DB connection failed"), ended],
      null,
      "unknown",
      "The log does not hold how the run ended. An error in it: DB connection failed",
    ],
    [
      "tells an exception without words",
      [started, meltano(""), ended],
      null,
      "failed",
      "Meltano failed, and its log does not say why.",
    ],
    ["is cut", [started], null, "unknown", "The log ends before the run does."],
    ["is cut behind a good block", [started, good], null, "unknown", "The log ends before the run does."],
    [
      "is silent, and the exit code is 0",
      [`${stamp} [warning  ] tap-x        careful`],
      0,
      "unknown",
      "Meltano ended with 0, but its log does not say how the run went.",
    ],
    [
      "is silent, and the exit code is 1",
      [started],
      1,
      "failed",
      "Meltano ended with exit code 1 and did not say why.",
    ],
    ["is silent, and a shell saw SIGTERM", [started], 143, "terminated", "Meltano was stopped by SIGTERM."],
    [
      "is silent, and a shell saw SIGKILL",
      [started],
      137,
      "failed",
      "Meltano was ended by SIGKILL: out of memory, or kill -9.",
    ],
    [
      "is silent, and the exit code is none of a signal",
      [started],
      250,
      "failed",
      "Meltano ended with exit code 250 and did not say why.",
    ],
    [
      "ends with Ctrl-C",
      [started, ended, "Aborted!"],
      null,
      "terminated",
      "Meltano was stopped by a signal.",
    ],
    [
      "ran out of time",
      [json({ event: "Run timed out", timeout_seconds: 2, level: "error" }), status("failure")],
      null,
      "timed_out",
      "It took longer than its timeout of 2 s.",
    ],
    [
      "ends with a usage error",
      ["Error: Block nope not found"],
      null,
      "failed",
      "Meltano: Block nope not found",
    ],
    [
      "is of el, which is done",
      [`${stamp} [info     ] meltano      Extract & load complete!`],
      null,
      "success",
      null,
    ],
    [
      "is of el, which failed",
      [meltano("Extraction failed"), meltano("ELT could not be completed: Extractor failed.")],
      null,
      "failed",
      "The tap failed.",
    ],
    [
      "is of a dry run",
      [json({ event: "Dry run, but would have run block 1/1." }), status("success")],
      null,
      "unknown",
      "It was a dry run: nothing was run.",
    ],
    [
      "is of a dry run with exit code 0",
      [json({ event: "Dry run, but would have run block 1/1." }), status("success")],
      0,
      "unknown",
      "It was a dry run: nothing was run.",
    ],
    [
      "is of nothing to run",
      [json({ event: "No valid blocks found." }), status("success")],
      0,
      "unknown",
      "Meltano found no block to run.",
    ],
    [
      "says success after losing the state",
      [
        json({ event: "Failed to persist incremental state to the configured backend", level: "error" }),
        status("success"),
      ],
      null,
      "failed",
      "The state could not be saved, the next run starts from the old one: Failed to persist incremental state to the configured backend",
    ],
  ])("that %s", (_case, lines, exitCode, expected, cause) => {
    const verdict = judgeLog(evidence(lines, exitCode));
    expect(verdict).toMatchObject({ status: expected, cause, exitCode });
  });

  it("that names nobody still says which end failed, and blames nobody by a made-up name", () => {
    const block = json({
      event: "Block run completed",
      set_number: 0,
      block_type: "ExtractLoadBlocks",
      success: false,
      err: "Extractor failed",
      exit_codes: { extractors: 3 },
      level: "error",
    });
    expect(judgeLog(evidence([block], null))).toMatchObject({
      cause: "The tap failed (exit code 3).",
      failedPlugin: null,
    });
  });

  it("in the plain form tells the last error, whoever said it", () => {
    const lines = ["ERROR 401 Unauthorized", "Extractor failed", "Block run completed", "Run completed"];
    expect(judgeLog(evidence(lines, null)).cause).toBe(
      "The tap failed. The last error in the log: ERROR 401 Unauthorized",
    );
  });
});
