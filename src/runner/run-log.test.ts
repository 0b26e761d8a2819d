import { describe, expect, it } from "vitest";
import { parseLogLine } from "./parse-log-line.ts";
import { emptyRunLog, reduceRunLog } from "./run-log.ts";
import { createStreamClaims } from "./stream-claims.ts";

const meltano = (fields: Record<string, unknown>) =>
  JSON.stringify({ level: "info", timestamp: "2026-11-21T08:08:38Z", ...fields });
const tap = (event: string, more = {}) =>
  meltano({
    stdio: "stderr",
    cmd_type: "elb",
    name: "tap-x",
    consumer: false,
    producer: true,
    event,
    ...more,
  });
const target = (event: string, more = {}) =>
  meltano({
    stdio: "stderr",
    cmd_type: "elb",
    name: "target-y",
    consumer: true,
    producer: false,
    event,
    ...more,
  });
const counter = (value: number, tags: object) => ({
  metric_info: { type: "counter", metric: "record_count", value, tags },
});

const read = (...lines: string[]) => lines.map(parseLogLine).reduce(reduceRunLog, emptyRunLog);

const blockCompleted = meltano({
  event: "Block run completed",
  success: true,
  set_number: 0,
  block_type: "ExtractLoadBlocks",
});

describe("what a run's log says", () => {
  it("keeps what each block said apart", () => {
    const state = read(
      target("target-y v0.8.1, Meltano SDK v0.54.9"),
      target(
        "Reader 'target-y' completed processing 3 lines of input (1 schemas, 1 records, 0 batch manifests, 1 state messages).",
      ),
      meltano({ event: "Incremental state has been updated at now." }),
      blockCompleted,
      meltano({ event: "Incremental state has been updated at now." }),
      meltano({ event: "Run completed", status: "success", duration_seconds: 2 }),
    );
    expect(state.blocks).toMatchObject([
      { stateUpdates: 1, targetIsSdk: true, targetRead: { states: 1 }, result: { success: true } },
    ]);
    expect(state.open).toMatchObject({ stateUpdates: 1, targetIsSdk: false, targetRead: null });
    expect(state.completed).toEqual({ success: true, durationSeconds: 2 });
  });

  it("counts an error that Meltano tells twice once", () => {
    const state = read(
      meltano({ event: "Extractor failed", level: "error" }),
      meltano({ event: "Extractor failed", level: "error", run_id: "1" }),
    );
    expect(state.errors).toEqual(["Extractor failed"]);
  });

  it("names an error without words by its exception", () => {
    const exception = [{ exc_type: "ValueError", exc_value: "Separator is not found" }];
    expect(read(meltano({ event: "", level: "error", exception })).errors).toEqual([
      "ValueError: Separator is not found",
    ]);
  });

  it("finds the last line of a traceback that was split into lines", () => {
    const state = read(
      tap("Traceback (most recent call last):"),
      tap('  File "tap.py", line 3, in <module>'),
      tap("custom.Refused: the door is shut"),
    );
    expect(state.plugins["tap-x"]).toMatchObject({
      lastError: "custom.Refused: the door is shut",
      endedWithError: true,
      inTraceback: false,
    });
  });

  it("keeps the true error when the echo of a broken pipe follows", () => {
    const state = read(tap("ERROR no such table"), tap("BrokenPipeError: [Errno 32] Broken pipe"));
    expect(state.plugins["tap-x"]?.lastError).toBe("ERROR no such table");
  });

  it.each([
    ["a structured level", tap("boom", { level: "error" }), "boom"],
    [
      "a word in unstructured text",
      tap("2026-11-21 ERROR [tap] HTTP 500"),
      "2026-11-21 ERROR [tap] HTTP 500",
    ],
    [
      "a plugin's own exception",
      tap("Sync failed", { level: "error", plugin_exception: { type: "HTTPError", message: "502" } }),
      "Sync failed (HTTPError: 502)",
    ],
    ["a word that only looks like one", tap("0 errors, ERRORS_TABLE loaded"), null],
  ])("takes %s for what it is", (_case, line, lastError) => {
    expect(read(line).plugins["tap-x"]?.lastError).toBe(lastError);
  });

  it("knows when a plugin's last word was an error, and when it went on", () => {
    expect(read(tap("ERROR page")).plugins["tap-x"]?.endedWithError).toBe(true);
    expect(read(tap("ERROR, trying again"), tap("done")).plugins["tap-x"]?.endedWithError).toBe(false);
  });

  it("remembers timeout, termination, stateless runs, unsaved state and what came before the log", () => {
    const state = read(
      "Error: Block nope not found",
      meltano({ event: "Run timed out", timeout_seconds: 2, level: "error" }),
      meltano({ event: "Terminating ExtractLoadBlocks" }),
      meltano({ event: "No active environment, proceeding with stateless run! See docs", level: "warning" }),
      meltano({ event: "No valid blocks found." }),
      meltano({ event: "Running job with name 'dev:a-to-b' and run ID '1'" }),
      meltano({ event: "Failed to persist incremental state to the configured backend", level: "error" }),
      tap("written to stdout", { stdio: "stdout" }),
    );
    expect(state).toMatchObject({
      plainLines: ["Error: Block nope not found"],
      timedOut: { timeoutSeconds: 2 },
      terminating: true,
      stateless: true,
      nothingToRun: true,
      stateIds: ["dev:a-to-b"],
      stateNotSaved: "Failed to persist incremental state to the configured backend",
      plugins: {},
    });
  });
});

describe("what tap and target say they handled", () => {
  it("sums the deltas of each side's counters, stream by stream", () => {
    const claims = createStreamClaims();
    expect(claims.tapRecords()).toBeNull();
    for (const line of [
      tap("METRIC", counter(5, { stream: "orders" })),
      tap("METRIC", counter(7, { stream: "orders" })),
      target("METRIC", counter(12, { stream: "orders" })),
      tap("METRIC", counter(1, { endpoint: "users" })),
      tap("METRIC", counter(2, { database: "shop", table: "items" })),
      tap("METRIC", counter(3, {})),
      tap("METRIC", {
        metric_info: { type: "timer", metric: "sync_duration", value: 1, tags: { stream: "orders" } },
      }),
      meltano({
        stdio: "stderr",
        name: "m",
        consumer: true,
        producer: true,
        event: "METRIC",
        ...counter(9, { stream: "orders" }),
      }),
    ])
      claims.add(parseLogLine(line));
    expect(claims.list()).toEqual([
      { stream: "orders", side: "tap", records: 12 },
      { stream: "orders", side: "target", records: 12 },
      { stream: "users", side: "tap", records: 1 },
      { stream: "shop-items", side: "tap", records: 2 },
    ]);
    expect(claims.tapRecords()).toBe(15);
  });

  it("keeps what a target's reader took in over all streams, and not what a mapper's did", () => {
    const claims = createStreamClaims();
    const read =
      "Reader 'target-y' completed processing 9 lines of input (2 schemas, 7 records, 1 state messages).";
    claims.add(parseLogLine(target(read)));
    claims.add(parseLogLine(target(read)));
    claims.add(
      parseLogLine(meltano({ stdio: "stderr", name: "m", consumer: true, producer: true, event: read })),
    );
    expect(claims.list()).toEqual([{ stream: "", side: "target_input", records: 14 }]);
    expect(claims.tapRecords()).toBeNull();
  });
});
