import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLogLine } from "./parse-log-line.ts";

const line = (fields: Record<string, unknown>) =>
  JSON.stringify({ level: "info", timestamp: "2026-11-21T08:08:38Z", ...fields });
const fromPlugin = (fields: Record<string, unknown>) =>
  line({
    stdio: "stderr",
    cmd_type: "elb",
    string_id: "tap-x",
    name: "tap-x",
    consumer: false,
    producer: true,
    ...fields,
  });
const counter = { type: "counter", metric: "record_count", value: 5, tags: { stream: "orders" } };
const metric = { kind: "metric", metric: counter };
const structured = (more: Record<string, unknown>) =>
  JSON.stringify({ level: "error", pid: 1, logger_name: "x", message: "boom", extra: {}, ...more });

describe("lines of Meltano itself", () => {
  it.each([
    [
      "a plain message",
      { event: "Environment 'dev' is active" },
      { kind: "message", level: "info", plugin: null },
    ],
    [
      "a plugin that could not be installed, with what the installer said",
      {
        event: "Installation failed. Command failed.",
        level: "error",
        install_state: { status: "error", details: "error: Failed to fetch\n  cause: Connection refused\n" },
      },
      {
        kind: "message",
        level: "error",
        text: "Installation failed. Command failed.\nerror: Failed to fetch\n  cause: Connection refused",
      },
    ],
    [
      "the start of a job",
      { event: "Running job with name 'dev:tap-x-to-target-y' and run ID '01a1'" },
      { kind: "job_started", stateId: "dev:tap-x-to-target-y" },
    ],
    [
      "a state update",
      { event: "Incremental state has been updated at 2026-11-21 08:08:38.751267+00:00." },
      { kind: "state_updated" },
    ],
    [
      "a state that could not be saved",
      { event: "Failed to persist incremental state to the configured backend", level: "error" },
      { kind: "state_not_saved" },
    ],
    [
      "a stateless run",
      { event: "No active environment, proceeding with stateless run! See …", level: "warning" },
      { kind: "stateless" },
    ],
    ["nothing to run", { event: "No valid blocks found." }, { kind: "nothing_to_run" }],
    [
      "a termination",
      { event: "Attempting graceful termination of current block", block_type: "ExtractLoadBlocks" },
      { kind: "terminating" },
    ],
    [
      "the end of a run",
      { event: "Run completed", status: "failure", duration_seconds: 0.2 },
      { kind: "run_completed", success: false, durationSeconds: 0.2 },
    ],
    [
      "a timeout",
      { event: "Run timed out", timeout_seconds: 2, level: "error" },
      { kind: "timed_out", timeoutSeconds: 2 },
    ],
    [
      "an error without words",
      { event: "", level: "error", exception: [{ exc_type: "BrokenPipeError", exc_value: "" }] },
      { kind: "message", exception: { type: "BrokenPipeError", message: "" } },
    ],
    [
      "an exception as text",
      { event: "x", exception: "Traceback (most recent call last):\n  File\nValueError: bad" },
      { kind: "message", exception: { type: "ValueError", message: "bad" } },
    ],
  ])("understands %s", (_case, fields, expected) => {
    expect(parseLogLine(line(fields))).toMatchObject(expected);
  });

  it.each([
    ["a dict", { extractors: 3, loaders: 4 }, { tap: 3, target: 4, mappers: {} }],
    ["a list", [{ "mapper-x": 6 }], { tap: null, target: null, mappers: { "mapper-x": 6 } }],
    ["an empty dict", {}, { tap: null, target: null, mappers: {} }],
    ["nothing", undefined, { tap: null, target: null, mappers: {} }],
    ["nonsense", "three", { tap: null, target: null, mappers: {} }],
  ])("reads exit codes that are %s", (_case, exit_codes, exitCodes) => {
    const text = line({
      event: "Block run completed",
      level: "error",
      success: false,
      set_number: 0,
      block_type: "ExtractLoadBlocks",
      err: "Extractor failed",
      exit_codes,
      duration_seconds: 1,
    });
    expect(parseLogLine(text)).toMatchObject({
      kind: "block_completed",
      result: { setNumber: 0, success: false, error: "Extractor failed", exitCodes, durationSeconds: 1 },
    });
  });

  it("reads the older wording with a dot", () => {
    const text = line({
      event: "Block run completed.",
      success: true,
      set_number: 1,
      block_type: "InvokerCommand",
      err: null,
    });
    expect(parseLogLine(text)).toMatchObject({
      kind: "block_completed",
      result: { success: true, setNumber: 1 },
    });
  });
});

describe("lines of plugins", () => {
  it.each([
    ["structured", fromPlugin({ event: "METRIC", metric_info: counter })],
    [
      "as raw JSON that Meltano did not parse",
      fromPlugin({ event: structured({ level: "info", message: "METRIC", metric_info: counter }) }),
    ],
    ["as singer-python prints them", fromPlugin({ event: `INFO METRIC: ${JSON.stringify(counter)}` })],
    [
      "as PipelineWise prints them",
      fromPlugin({
        event: `time=2026-11-21 08:18:22 name=singer level=INFO message=METRIC: b'${JSON.stringify(counter)}'`,
      }),
    ],
    [
      "as the SDK prints them",
      fromPlugin({
        event: `2026-11-21 08:26:05,522 | INFO     | singer_sdk.metrics             | METRIC: ${JSON.stringify(counter)}`,
      }),
    ],
    ["bare", `METRIC: ${JSON.stringify(counter)}`],
    [
      "with the older key",
      fromPlugin({
        event: `METRIC: ${JSON.stringify({ ...counter, type: undefined, metric_type: "counter" })}`,
      }),
    ],
  ])("gives metrics %s", (_form, text) => {
    expect(parseLogLine(text)).toMatchObject(metric);
  });

  it("tells tap, mapper and target apart", () => {
    const side = (consumer: boolean, producer: boolean) =>
      parseLogLine(fromPlugin({ event: "x", consumer, producer })).side;
    expect([side(false, true), side(true, true), side(true, false)]).toEqual(["tap", "mapper", "target"]);
    expect(parseLogLine(line({ stdio: "stderr", name: "target-y", event: "x" })).side).toBe("target");
  });

  it.each([
    ["python-json-logger", { levelname: "ERROR", message: "Sync failed" }, "exc_info"],
    ["structlog", { level: "error", event: "Sync failed" }, "exception"],
    ["another logger", { severity: "ERROR", msg: "Sync failed" }, "traceback"],
  ])("reads a JSON line of %s with its traceback", (_, said, key) => {
    const traceback = "Traceback (most recent call last):\n  File \"tap.py\", line 3\nKeyError: 'id'";
    expect(parseLogLine(fromPlugin({ event: JSON.stringify({ ...said, [key]: traceback }) }))).toMatchObject({
      kind: "message",
      level: "error",
      text: "Sync failed",
      exception: { type: "KeyError", message: "'id'" },
    });
  });

  it("finds level, words and exception of a structured line that Meltano did not parse", () => {
    const exception = {
      type: "ConnectionError",
      module: "requests",
      message: "refused\nby host",
      traceback: [],
    };
    expect(parseLogLine(fromPlugin({ event: structured({ exception }) }))).toMatchObject({
      kind: "message",
      level: "error",
      text: "boom",
      plugin: "tap-x",
      exception: { type: "ConnectionError", message: "by host" },
    });
  });

  it.each([
    "Reader 'target-y' completed processing 503 lines of input (1 schemas, 500 records, 0 batch manifests, 2 state messages, 0 activate version messages).",
    "Target 'target-y' completed reading 503 lines of input (1 schemas, 500 records, 0 batch manifests, 2 state messages).",
  ])("reads what a target says it read: %s", (event) => {
    expect(parseLogLine(fromPlugin({ event }))).toMatchObject({
      kind: "reader_completed",
      counts: { lines: 503, schemas: 1, records: 500, states: 2 },
    });
  });

  it.each(["target-y v0.8.1, Meltano SDK v0.54.9", "Target 'target-y' is listening for input from tap."])(
    "knows an SDK plugin by: %s",
    (event) => {
      expect(parseLogLine(fromPlugin({ event }))).toMatchObject({ kind: "sdk_announced" });
    },
  );

  it("marks what a plugin wrote to its stdout", () => {
    expect(parseLogLine(fromPlugin({ stdio: "stdout", event: '{"type":"RECORD"}' }))).toMatchObject({
      kind: "plugin_stdout",
    });
  });

  it("never takes a plugin's words for Meltano's", () => {
    const words = [
      "Run completed",
      "Block run completed",
      "Run timed out",
      "No valid blocks found.",
      "Incremental state has been updated at now",
    ];
    for (const event of words)
      expect(parseLogLine(fromPlugin({ event, status: "success", success: true }))).toMatchObject({
        kind: "message",
      });
  });
});

describe("lines that are something else", () => {
  it.each([
    "Error: Block nope not found",
    "",
    "   ",
    "{",
    "[1]",
    '"text"',
    '{"no":"event"}',
    '{"event": 5}',
    "null",
  ])("takes `%s` as text", (text) => {
    expect(parseLogLine(text)).toMatchObject({ kind: "text", text, plugin: null, level: null });
  });

  it("knows that an interrupted Meltano says Aborted!", () => {
    expect(parseLogLine("Aborted!")).toMatchObject({ kind: "terminating" });
  });

  it("never throws, whatever stands in the line", () => {
    const keys = [
      "event",
      "level",
      "stdio",
      "name",
      "status",
      "success",
      "exit_codes",
      "exception",
      "metric_info",
      "err",
      "consumer",
    ];
    const fields = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.oneof(
          fields.map((value) => JSON.stringify(value)),
          fc.string(),
          fc.json(),
        ),
        (text) => {
          expect(parseLogLine(text).text).toBeTypeOf("string");
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), (event) => {
        expect(parseLogLine(fromPlugin({ event })).plugin).toBe("tap-x");
      }),
    );
  });

  it("keeps every counter as it was said, in all forms", () => {
    const value = fc.record({ value: fc.integer({ min: 0 }), stream: fc.string({ unit: "grapheme" }) });
    fc.assert(
      fc.property(value, (said) => {
        const info = {
          type: "counter",
          metric: "record_count",
          value: said.value,
          tags: { stream: said.stream },
        };
        for (const text of [
          fromPlugin({ event: "METRIC", metric_info: info }),
          fromPlugin({ event: `METRIC: ${JSON.stringify(info)}` }),
        ])
          expect(parseLogLine(text)).toMatchObject({ kind: "metric", metric: info });
      }),
    );
  });
});
