import { describe, expect, it } from "vitest";
import type { MapperBlock } from "../model/mapper-block.ts";
import { longestCause } from "./cause.ts";
import type { RunEvidence } from "./evidence.ts";
import { parseLogLine } from "./parse-log-line.ts";
import type { RunPlan } from "./plan.ts";
import { emptyRunLog, reduceRunLog } from "./run-log.ts";
import { notStopping } from "./stopping.ts";
import { judge } from "./verdict.ts";

const meltano = (fields: Record<string, unknown>) =>
  JSON.stringify({ level: "info", timestamp: "2026-11-21T08:08:38Z", ...fields });
const says = (side: "tap" | "mapper" | "target", event: string, more = {}) =>
  meltano({
    stdio: "stderr",
    cmd_type: "elb",
    name: { tap: "tap-x", mapper: "pitchpipe-mapper", target: "target-y" }[side],
    consumer: side !== "tap",
    producer: side !== "target",
    event,
    ...more,
  });
const log = (...lines: string[]) => lines.map(parseLogLine).reduce(reduceRunLog, emptyRunLog);

const blockDone = meltano({
  event: "Block run completed",
  success: true,
  set_number: 0,
  block_type: "ExtractLoadBlocks",
});
const blockFailed = (err: string, exit_codes: unknown) =>
  meltano({
    event: "Block run completed",
    level: "error",
    success: false,
    set_number: 0,
    block_type: "ExtractLoadBlocks",
    err,
    exit_codes,
  });
const runDone = meltano({ event: "Run completed", status: "success", duration_seconds: 1 });
const runFailed = meltano({ event: "Run completed", status: "failure", duration_seconds: 1 });
const sdk = says("target", "target-y v1, Meltano SDK v0.54.9");
const readAll = says(
  "target",
  "Reader 'target-y' completed processing 4 lines of input (1 schemas, 2 records, 0 batch manifests, 1 state messages).",
);
const stateUpdated = meltano({
  event: "Incremental state has been updated at 2026-11-21 08:08:38.000001+00:00.",
});
const brokenPipe = meltano({
  event: "",
  level: "error",
  exception: [{ exc_type: "BrokenPipeError", exc_value: "" }],
});

const plan = (watched: boolean): RunPlan => ({
  job: "daily-load",
  tasks: [],
  blocks: [
    { kind: "extract_load", tap: "tap-x", mappings: watched ? ["watch"] : [], target: "target-y", watched },
  ],
  plugins: [
    { name: "tap-x", role: "tap" },
    { name: "pitchpipe-mapper", role: "mapper" },
    { name: "target-y", role: "target" },
  ],
  watcher: { plugin: "pitchpipe-mapper", mapping: "watch" },
});

const mapper = (changes: Partial<MapperBlock> = {}): MapperBlock => ({
  blockId: "b1",
  runId: "r1",
  tap: "tap-x",
  process: { host: "h", pid: 1, startedAt: "1", bootId: "b" },
  openedAt: 0,
  heartbeatAt: 0,
  closedAt: 5,
  exitCode: 0,
  reason: null,
  flight: null,
  lines: 4,
  bytesIn: 400,
  bytesOut: 400,
  records: 2,
  statesIn: 1,
  statesForwarded: 1,
  sawEof: true,
  incomplete: false,
  uncovered: 0,
  waitingForTapMs: 0,
  waitingForTargetMs: 0,
  ownWorkMs: 0,
  ...changes,
});

const good: RunEvidence = {
  exit: { code: 0, signal: null },
  stopping: notStopping,
  hungTarget: null,
  log: log(blockDone, runDone),
  plan: plan(true),
  mapperBlocks: [mapper()],
  mappersAtEnd: new Set(),
  tapRecords: null,
  usualRecords: [],
  zeroRecords: "warn",
};
const judged = (changes: Partial<RunEvidence>) => judge({ ...good, ...changes });
const code = (exit: number) => ({ code: exit, signal: null });

describe("a run that Meltano calls good", () => {
  it.each<[string, Partial<RunEvidence>]>([
    ["when the mapper saw it through", {}],
    ["when the SDK target says that it read all", { log: log(sdk, readAll, blockDone, runDone) }],
    [
      "when a target that is not made with the SDK says nothing",
      { log: log(says("target", "hello"), blockDone, runDone) },
    ],
    [
      "when an SDK target of a stateless tap says nothing",
      { log: log(sdk, blockDone, runDone), mapperBlocks: [mapper({ statesForwarded: 0 })] },
    ],
    ["when nobody watched", { plan: plan(false), mapperBlocks: [] }],
    ["when nobody watched and the store is away", { plan: plan(false), mapperBlocks: null }],
    ["of an old Meltano, which says only how its blocks went", { log: log(blockDone) }],
    ["with SCHEMA and STATE but no record", { mapperBlocks: [mapper({ records: 0 })] }],
    [
      "although the tap told an error on its way",
      { log: log(says("tap", "ERROR trying again"), says("tap", "done"), blockDone, runDone) },
    ],
    [
      "with an error as the tap's last word, but with records",
      { log: log(says("tap", "ERROR page 7"), blockDone, runDone) },
    ],
    [
      "although the tap was refused on its way and got over it",
      {
        log: log(says("tap", "ERROR 429 Too Many Requests"), says("tap", "INFO resumed"), blockDone, runDone),
      },
    ],
    ...[
      [
        "ERROR Request failed, trying again",
        "Traceback (most recent call last):",
        "requests.exceptions.ConnectionError: [Errno 111] Connection refused",
      ],
      [
        "WARNING retrying in 5 s",
        "Traceback (most recent call last):",
        "ConnectionRefusedError: [Errno 111] Connection refused",
        "During handling of the above exception, another exception occurred:",
        "Traceback (most recent call last):",
        "requests.exceptions.ConnectionError: [Errno 111] Connection refused",
      ],
    ].map((lines): [string, Partial<RunEvidence>] => [
      `with the tap's last words \`${lines[0]}\` and a traceback of ${lines.length - 1} lines`,
      { log: log(...lines.map((line) => says("tap", line)), blockDone, runDone) },
    ]),
    ...[
      "ERROR 403 Client Error: Forbidden for url: https://api.example.com/reports, skipping stream reports",
      "ERROR 404 Client Error: Not Found for url: https://api.example.com/customers/17",
      "ERROR connection timed out, retrying in 5 s",
      "WARNING 401 Client Error: Unauthorized for url: https://api.example.com/orders",
      "INFO error_count=0",
      "ERROR row 7 has no price",
    ].map((line): [string, Partial<RunEvidence>] => [
      `with \`${line}\` as the tap's last word`,
      { log: log(says("tap", line), blockDone, runDone) },
    ]),
    [
      "with a refusal as the target's last word, and its input read to the end",
      { log: log(sdk, readAll, says("target", "ERROR 503 Service Unavailable"), blockDone, runDone) },
    ],
    [
      "when the signal came too late",
      { stopping: { ...notStopping, by: "SIGTERM", since: 1, forwarded: true } },
    ],
  ])("is a success %s", (_case, changes) => {
    expect(judged(changes)).toMatchObject({ status: "success", cause: null, exitCode: 0 });
  });

  it.each<[string, Partial<RunEvidence>, string | null, string]>([
    [
      "whose mapper was never there, though the target read its input",
      { mapperBlocks: [], log: log(sdk, readAll, blockDone, runDone) },
      "pitchpipe-mapper",
      "vanished",
    ],
    [
      "whose mapper was never there, though a state came back",
      { mapperBlocks: [], log: log(stateUpdated, blockDone, runDone) },
      "pitchpipe-mapper",
      "vanished",
    ],
    [
      "whose mapper told that it has no store, and is not in it",
      { mapperBlocks: [], log: log(says("mapper", "the store is away"), blockDone, runDone) },
      "pitchpipe-mapper",
      "vanished",
    ],
    [
      "whose target left before the mapper had begun",
      { mapperBlocks: [], log: log(blockDone, runDone) },
      "target-y",
      "target-y ended with exit code 0 before pitchpipe-mapper told anything",
    ],
    [
      "whose SDK target left before the mapper had begun",
      { mapperBlocks: [], log: log(sdk, blockDone, runDone) },
      "target-y",
      "before pitchpipe-mapper told anything",
    ],
    [
      "whose mapper was ended in the middle, since the target had left",
      { mapperBlocks: [mapper({ closedAt: null, exitCode: null })] },
      "target-y",
      "records are missing",
    ],
    [
      "whose mapper failed",
      { mapperBlocks: [mapper({ exitCode: 1, reason: "a torn last line" })] },
      "pitchpipe-mapper",
      "a torn last line",
    ],
    [
      "whose mapper left before the tap",
      { mapperBlocks: [mapper({ sawEof: false })] },
      "pitchpipe-mapper",
      "before the tap was done",
    ],
    [
      "with nothing at all from the tap",
      { mapperBlocks: [mapper({ bytesIn: 0, records: 0 })] },
      "tap-x",
      "nothing at all",
    ],
    [
      "whose SDK target never read to the end",
      { log: log(sdk, blockDone, runDone) },
      "target-y",
      "never acknowledged",
    ],
    [
      "whose state could not be saved",
      {
        log: log(
          meltano({
            event: "Failed to persist incremental state to the configured backend",
            level: "error",
            exception: [{ exc_type: "OSError", exc_value: "disk full" }],
          }),
          blockDone,
          runDone,
        ),
      },
      null,
      "disk full",
    ],
    [
      "after an exception of Meltano's own",
      {
        log: log(
          meltano({
            event: "Task exception was never retrieved",
            level: "error",
            exception: [{ exc_type: "ValueError", exc_value: "Separator is not found" }],
          }),
          blockDone,
          runDone,
        ),
      },
      null,
      "ValueError: Separator is not found",
    ],
    [
      "although a block failed",
      { log: log(blockFailed("Extractor failed", { extractors: 3 }), runDone) },
      "tap-x",
      "exit code 3",
    ],
    ["although its last word was failure", { log: log(runFailed) }, null, "Meltano ended with exit code 0"],
    [
      "with no record after an error",
      {
        log: log(says("tap", "ERROR got an HTML page"), blockDone, runDone),
        mapperBlocks: [mapper({ records: 0 })],
      },
      "tap-x",
      "got an HTML page",
    ],
    ...[
      "ERROR Failed to fetch page 2 of orders: 401 Client Error: Unauthorized for url: http://x/orders",
      "requests.exceptions.ConnectionError: [Errno 111] Connection refused",
      "CRITICAL 429 Client Error: Too Many Requests for url: http://x/orders",
    ].map((line): [string, Partial<RunEvidence>, string, string] => [
      `with records, whose tap ended with \`${line}\``,
      { log: log(says("tap", line), blockDone, runDone) },
      "tap-x",
      "tap-x ended with exit code 0 after an error, records may be missing: ",
    ]),
    [
      "whose tap had tried again, and then was refused for good",
      {
        log: log(
          says("tap", "ERROR Request failed, trying again"),
          says("tap", "Traceback (most recent call last):"),
          says("tap", "requests.exceptions.ConnectionError: [Errno 111] Connection refused"),
          says("tap", "INFO second try"),
          says("tap", "Traceback (most recent call last):"),
          says("tap", "requests.exceptions.ConnectionError: [Errno 111] Connection refused"),
          blockDone,
          runDone,
        ),
      },
      "tap-x",
      "records may be missing",
    ],
    [
      "without records where that fails",
      { mapperBlocks: [mapper({ records: 0 })], usualRecords: [5, 3, 9], zeroRecords: "fail" },
      "tap-x",
      "always were some",
    ],
    ["that hung behind a dead target", { hungTarget: "target-y" }, "target-y", "hung"],
  ])("is a failure %s", (_case, changes, failedPlugin, cause) => {
    expect(judged(changes)).toMatchObject({
      status: "failed",
      failedPlugin,
      cause: expect.stringContaining(cause),
    });
  });

  it.each<[string, Partial<RunEvidence>]>([
    ["when the store can't be asked what the mapper saw", { mapperBlocks: null }],
    ["when the log has no last word", { log: log(), plan: plan(false), mapperBlocks: [] }],
    [
      "when there was nothing to run",
      { log: log(meltano({ event: "No valid blocks found." })), plan: { ...plan(false), blocks: [] } },
    ],
  ])("is unknown %s", (_case, changes) => {
    expect(judged(changes)).toMatchObject({ status: "unknown", exitCode: 0 });
  });

  it("says so when no record came where there always were some", () => {
    const empty = { mapperBlocks: [mapper({ records: 0 })], usualRecords: [5, 3, 9] };
    expect(judged(empty)).toMatchObject({
      status: "success",
      unusuallyEmpty: true,
      notices: ["No record came, where there always were some."],
    });
    expect(judged({ ...empty, zeroRecords: "ok" })).toMatchObject({ unusuallyEmpty: false, notices: [] });
    expect(judged({ ...empty, usualRecords: [5, 0, 9] }).unusuallyEmpty).toBe(false);
    expect(judged({ ...empty, usualRecords: [5, 9] }).unusuallyEmpty).toBe(false);
  });

  it("is not unusually empty where an attempt before it brought the records, or nobody knows", () => {
    const empty = {
      mapperBlocks: [mapper({ records: 0 })],
      usualRecords: [5, 3, 9],
      zeroRecords: "fail" as const,
    };
    expect(judged({ ...empty, earlierRecords: 0 }).status).toBe("failed");
    for (const earlierRecords of [7, null])
      expect(judged({ ...empty, earlierRecords })).toMatchObject({
        status: "success",
        unusuallyEmpty: false,
      });
  });

  it("says how to see records where nobody watched", () => {
    expect(judged({ plan: plan(false), mapperBlocks: [] }).notices.at(-1)).toContain(
      "`pitchpipe run tap-x watch target-y`",
    );
  });

  it("takes what the tap said for the count where nobody watched", () => {
    expect(
      judged({ plan: plan(false), mapperBlocks: [], tapRecords: 0, usualRecords: [1, 1, 1] }).unusuallyEmpty,
    ).toBe(true);
    expect(
      judged({ plan: plan(false), mapperBlocks: [], tapRecords: null, usualRecords: [1, 1, 1] })
        .unusuallyEmpty,
    ).toBe(false);
  });
});

describe("a run that failed", () => {
  it.each<[string, string[], Partial<RunEvidence>, string | null, string]>([
    [
      "by the tap",
      [says("tap", "ERROR no such table"), blockFailed("Extractor failed", { extractors: 3 }), runFailed],
      {},
      "tap-x",
      "tap-x failed (exit code 3): ERROR no such table",
    ],
    [
      "by the target, though the tap's pipe broke too",
      [
        says("tap", "BrokenPipeError: [Errno 32] Broken pipe"),
        says("target", "KeyError: id"),
        blockFailed("Extractor and loader failed", { extractors: 1, loaders: 4 }),
        runFailed,
      ],
      {},
      "target-y",
      "target-y failed (exit code 4): KeyError: id",
    ],
    [
      "by both, the tap first",
      [says("tap", "ERROR gone"), blockFailed("Extractor and loader failed", { extractors: 1, loaders: 4 })],
      {},
      "tap-x",
      "tap-x failed (exit code 1): ERROR gone",
    ],
    [
      "by the target, with only its own words",
      [says("target", "psycopg2.OperationalError: no space left"), brokenPipe, runFailed],
      {},
      "target-y",
      "target-y failed: psycopg2.OperationalError: no space left",
    ],
    [
      "by another mapper",
      [blockFailed("Mappers failed", [{ hasher: -9 }]), runFailed],
      {},
      "hasher",
      "hasher failed (killed by signal 9)",
    ],
    [
      "by our mapper, for its own reason",
      [blockFailed("Mappers failed", [{ "pitchpipe-mapper": 1 }]), runFailed],
      { mapperBlocks: [mapper({ exitCode: 1, reason: "a check failed the run" })] },
      "pitchpipe-mapper",
      "pitchpipe-mapper failed (exit code 1): a check failed the run",
    ],
    [
      "by a killed mapper, whatever Meltano's codes say",
      [
        blockFailed(
          "Unexpected completion sequence in ExtractLoadBlock set. Intermediate block (likely a mapper) failed.",
          { extractors: 1, loaders: 1 },
        ),
        runFailed,
      ],
      { mapperBlocks: [mapper({ closedAt: null, exitCode: null })] },
      "pitchpipe-mapper",
      "pitchpipe-mapper ended without a word: it was killed, or crashed.",
    ],
    [
      "by another mapper, which Meltano does not name",
      [
        says("mapper", "OSError: [Errno 28] No space left on device", { name: "hasher" }),
        blockFailed(
          "Unexpected completion sequence in ExtractLoadBlock set. Intermediate block (likely a mapper) failed.",
          { extractors: 1, loaders: 1 },
        ),
        runFailed,
      ],
      { mapperBlocks: [mapper({ closedAt: null, exitCode: null })] },
      "hasher",
      "hasher failed: OSError: [Errno 28] No space left on device",
    ],
    [
      "by a mapper that is not ours, in a run that nobody watched",
      [
        says("mapper", "KeyError: 'email'", { name: "hasher" }),
        blockFailed(
          "Unexpected completion sequence in ExtractLoadBlock set. Intermediate block (likely a mapper) failed.",
          { extractors: 1, loaders: 1 },
        ),
        runFailed,
      ],
      { plan: plan(false), mapperBlocks: [] },
      "hasher",
      "hasher failed: KeyError: 'email'",
    ],
    [
      "by the target, with a mapper that Meltano killed then",
      [blockFailed("Loader failed", { loaders: 7 }), runFailed],
      { mapperBlocks: [mapper({ closedAt: null, exitCode: null })] },
      "target-y",
      "target-y failed (exit code 7)",
    ],
    [
      "behind the tap, where nobody is named",
      [says("target", "giving up"), brokenPipe, runFailed],
      { mapperBlocks: [mapper({ closedAt: null, exitCode: null })] },
      null,
      "The pipe behind tap-x broke: target-y or the mapper before it (watch) ended early. Its last words: giving up",
    ],
    [
      "by the target without a word, since the mapper before it was done",
      [brokenPipe, runFailed],
      { mapperBlocks: [mapper()] },
      "target-y",
      "target-y ended before it had read its input: the pipe to it broke.",
    ],
    [
      "by the target, whose last words were no error, with a tap that got over one",
      [says("tap", "ERROR trying again"), says("target", "giving up"), brokenPipe, runFailed],
      { mapperBlocks: [mapper()] },
      "target-y",
      "target-y ended before it had read its input: the pipe to it broke. Its last words: giving up",
    ],
    [
      "by the target, since no mapper is between it and the tap",
      [brokenPipe, runFailed],
      { mapperBlocks: [], plan: plan(false) },
      "target-y",
      "target-y ended before it had read its input: the pipe to it broke.",
    ],
    [
      "by the target, with a mapper that outlived Meltano",
      [says("target", "ValueError: bad"), brokenPipe],
      { mapperBlocks: [mapper({ closedAt: null, exitCode: null })], mappersAtEnd: new Set(["b1"]) },
      "target-y",
      "target-y failed: ValueError: bad",
    ],
    [
      "because a plugin could not be started",
      [blockFailed("Cannot start plugin target-y: Executable 'target-y' could not be found.", {})],
      {},
      "target-y",
      "target-y could not be started: Executable 'target-y' could not be found.",
    ],
    [
      "because another run holds the lock",
      [
        meltano({
          event: "Another 'dev:a-to-b' pipeline is already running which started at 1.",
          level: "error",
        }),
        blockFailed("Another 'dev:a-to-b' pipeline is already running which started at 1.", {}),
      ],
      {},
      null,
      "Meltano: Another 'dev:a-to-b' pipeline is already running",
    ],
    [
      "before Meltano's log was set up",
      ["Traceback (most recent call last)", "│ yaml │", "ScannerError: mapping values are not allowed here"],
      {},
      null,
      "Meltano: ScannerError: mapping values are not allowed here",
    ],
    [
      "because a block is unknown",
      ["Need help? Visit https://melta.no/", "Error: Block nope not found"],
      {},
      null,
      "Meltano: Block nope not found",
    ],
    ["without a word", [], {}, null, "Meltano ended with exit code 1 and did not say why."],
  ])("%s", (_case, lines, changes, failedPlugin, cause) => {
    const verdict = judged({ exit: code(1), log: log(...lines), ...changes });
    expect(verdict).toMatchObject({ status: "failed", failedPlugin, exitCode: 1 });
    expect(verdict.cause).toContain(cause);
  });

  it("names the plugin of a failed command and the code in its text", () => {
    const commands: RunPlan = {
      job: "dbt:run",
      tasks: [],
      blocks: [{ kind: "command", plugin: "dbt", command: "run" }],
      plugins: [],
      watcher: null,
    };
    const line = meltano({
      event: "Block run completed",
      level: "error",
      success: false,
      set_number: 0,
      block_type: "InvokerCommand",
      err: "`dbt run` failed with exit code: 5",
      exit_codes: {},
    });
    expect(judged({ exit: code(1), plan: commands, log: log(line) })).toMatchObject({
      failedPlugin: "dbt",
      cause: "dbt failed (exit code 5): `dbt run` failed with exit code: 5",
    });
  });

  it("has a cause that fits a title, however long the traceback", () => {
    const traceback = `Catalog discovery failed\nTraceback (most recent call last):\n${"  File x\n".repeat(500)}OperationalError: ${"refused ".repeat(100)}`;
    const { cause } = judged({ exit: code(1), log: log(says("tap", traceback, { level: "error" })) });
    expect(cause).toMatch(/^tap-x failed: OperationalError: refused/);
    expect(cause?.length).toBeLessThanOrEqual(longestCause);
  });
});

describe("a run that was ended", () => {
  const terminating = meltano({ event: "Attempting graceful termination of current block" });

  it.each<[string, Partial<RunEvidence>, object]>([
    [
      "by its timeout",
      {
        exit: code(1),
        log: log(
          meltano({ event: "Run timed out", timeout_seconds: 2, level: "error" }),
          terminating,
          runFailed,
        ),
      },
      { status: "timed_out", cause: "It took longer than its timeout of 2 s." },
    ],
    [
      "by the time limit of all its attempts",
      {
        exit: code(1),
        timeLimitSeconds: 60,
        log: log(meltano({ event: "Run timed out", timeout_seconds: 2, level: "error" }), runFailed),
      },
      { status: "timed_out", cause: "It took longer than its timeout of 60 s." },
    ],
    [
      "by its timeout while nothing came from the tap",
      {
        exit: code(1),
        log: log(
          meltano({ event: "Run timed out", timeout_seconds: 2, level: "error" }),
          terminating,
          runFailed,
        ),
        mapperBlocks: [mapper({ sawEof: false, waitingForTapMs: 1_900, ownWorkMs: 100 })],
      },
      {
        status: "timed_out",
        cause: "It took longer than its timeout of 2 s: 95 % of the time it waited for tap-x.",
        failedPlugin: "tap-x",
      },
    ],
    [
      "by its timeout while the target took nothing",
      {
        exit: code(1),
        log: log(
          meltano({ event: "Run timed out", timeout_seconds: 2, level: "error" }),
          terminating,
          runFailed,
        ),
        mapperBlocks: [mapper({ sawEof: false, waitingForTargetMs: 1_900, ownWorkMs: 100 })],
      },
      {
        status: "timed_out",
        cause: "It took longer than its timeout of 2 s: 95 % of the time it waited for target-y.",
        failedPlugin: "target-y",
      },
    ],
    [
      "by its timeout while both worked",
      {
        exit: code(1),
        log: log(
          meltano({ event: "Run timed out", timeout_seconds: 2, level: "error" }),
          terminating,
          runFailed,
        ),
        mapperBlocks: [mapper({ sawEof: false, waitingForTapMs: 900, waitingForTargetMs: 900 })],
      },
      {
        status: "timed_out",
        cause: "It took longer than its timeout of 2 s.",
        failedPlugin: null,
      },
    ],
    [
      "by its timeout when the tap was done",
      {
        exit: code(1),
        log: log(
          meltano({ event: "Run timed out", timeout_seconds: 2, level: "error" }),
          terminating,
          runFailed,
        ),
        mapperBlocks: [mapper({ sawEof: true, waitingForTapMs: 1_900 })],
      },
      {
        status: "timed_out",
        cause: "It took longer than its timeout of 2 s.",
        failedPlugin: null,
      },
    ],
    [
      "by a signal to us",
      {
        exit: code(143),
        stopping: { ...notStopping, by: "SIGTERM", since: 1, forwarded: true },
        log: log(terminating, runFailed),
      },
      { status: "terminated", cause: "Stopped by SIGTERM." },
    ],
    [
      "by a signal that it ignored",
      {
        exit: { code: null, signal: "SIGKILL" },
        stopping: { ...notStopping, by: "SIGTERM", since: 1, killed: true },
      },
      { status: "terminated", cause: "Stopped by SIGTERM and killed, since it did not end in time." },
    ],
    [
      "by a signal to Meltano",
      { exit: { code: null, signal: "SIGTERM" } },
      { status: "terminated", cause: "Meltano was stopped by SIGTERM.", exitCode: 143 },
    ],
    [
      "by a signal that Meltano handled",
      { exit: code(143), log: log(terminating, runFailed) },
      { status: "terminated", cause: "Meltano was stopped by SIGTERM." },
    ],
    [
      "by Ctrl-C to Meltano",
      { exit: code(1), log: log(runFailed, "Aborted!") },
      { status: "terminated", cause: "Meltano was stopped by a signal." },
    ],
    [
      "by a kill",
      { exit: { code: null, signal: "SIGKILL" } },
      { status: "failed", cause: "Meltano was ended by SIGKILL: out of memory, or kill -9.", exitCode: 137 },
    ],
    [
      "by a crash",
      { exit: { code: null, signal: "SIGSEGV" } },
      { status: "failed", cause: "Meltano was ended by SIGSEGV." },
    ],
  ])("%s", (_case, changes, expected) => {
    expect(judged(changes)).toMatchObject(expected);
  });
});
