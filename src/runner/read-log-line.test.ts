import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLogLine } from "./read-log-line.ts";

const read = (line: string, plain = false) => readLogLine(line, { plain });
const stamp = "2026-11-21T08:08:41.231739Z";
const runId = "01a1fd26-96a0-7000-8000-0123456789ab";
const metric = { type: "counter", metric: "record_count", value: 5, tags: { stream: "orders" } };

describe("console lines of Meltano 4", () => {
  it.each([
    [
      "of a tap",
      "[info     ] tap-node     plain stderr line",
      { plugin: "tap-node", text: "plain stderr line", side: "tap" },
    ],
    [
      "of Meltano",
      "[warning  ] meltano      No state was found",
      { plugin: null, text: "No state was found", level: "warning" },
    ],
    [
      "of a plugin with a long name",
      "[info     ] target-snowflake done",
      { plugin: "target-snowflake", text: "done" },
    ],
    ["with nothing behind the name", "[error    ] meltano", { plugin: null, text: "", level: "error" }],
    [
      "without a text",
      "[error    ] meltano                                   ",
      { plugin: null, text: "", level: "error" },
    ],
    [
      "of a failed block",
      "[error    ] meltano      Block run completed",
      { kind: "block_completed", result: { success: false } },
    ],
    [
      "of a good block",
      "[info     ] meltano      Block run completed",
      { kind: "block_completed", result: { success: true } },
    ],
    [
      "with an old METRIC",
      `[info     ] tap-x        INFO METRIC: ${JSON.stringify(metric)}`,
      { kind: "metric", metric, plugin: "tap-x" },
    ],
    [
      "of a plugin that plays Meltano",
      "[info     ] tap-x        Run completed",
      { kind: "message", plugin: "tap-x" },
    ],
    [
      "before the name's column came (4.0)",
      "[info     ] Environment 'dev' is active",
      { plugin: null, text: "Environment 'dev' is active" },
    ],
    [
      "of a long first word without that column",
      "[info     ] Transformation skipped.",
      { plugin: null, text: "Transformation skipped." },
    ],
  ])("are understood: %s", (_case, line, expected) => {
    expect(read(`${stamp} ${line}`)).toMatchObject({ form: "console", event: { at: stamp, ...expected } });
  });

  it("are understood in colour, and behind a byte order mark", () => {
    const line = `\uFEFF\u001b[2m${stamp}\u001b[0m [\u001b[32minfo     \u001b[0m] \u001b[36mtap-x       \u001b[0m \u001b[1mhi\u001b[0m`;
    expect(read(line).event).toMatchObject({ plugin: "tap-x", text: "hi", level: "info" });
  });

  it("name the run and the state id", () => {
    const line = `${stamp} [info     ] meltano      Running job with name 'dev:tap-x-to-target-y' and run ID '${runId}'`;
    expect(read(line)).toMatchObject({ runId, stateId: "dev:tap-x-to-target-y" });
    const el = `${stamp} [warning  ] meltano      No state ID provided. Using an ephemeral state ID '2026-11-21T140303--tap-x--target-y'. More`;
    expect(read(el).stateId).toBe("2026-11-21T140303--tap-x--target-y");
  });
});

describe("console lines of Meltano 3", () => {
  const fields = (more: string) => `${stamp} [info     ] ${more} run_id=${runId}`;
  it.each([
    [
      "the end",
      `Run completed                  duration_seconds=0.6 run_id=${runId} status=failure`,
      { kind: "run_completed", success: false, durationSeconds: 0.6 },
    ],
    [
      "a failed block",
      `Block run completed            block_type=ExtractLoadBlocks duration_seconds=0.6 err=RunnerError('Extractor failed') exit_codes={<PluginType.EXTRACTORS: 'extractors'>: 3} run_id=${runId} set_number=0 success=False`,
      {
        kind: "block_completed",
        result: {
          success: false,
          error: "Extractor failed",
          exitCodes: { tap: 3, target: null, mappers: {} },
        },
      },
    ],
    [
      "a tap whose text looks like fields",
      `sampled_records=120 name=x cmd_type=elb consumer=False job_name=dev:a-to-b name=tap-x producer=True run_id=${runId} stdio=stderr string_id=tap-x`,
      { plugin: "tap-x", side: "tap", text: "sampled_records=120 name=x" },
    ],
  ])("have their fields behind the text: %s", (_case, line, event) => {
    expect(read(`${stamp} [info     ] ${line}`)).toMatchObject({ form: "console", runId, event });
  });

  it("are texts where what looks like fields is torn", () => {
    expect(read(fields("a b= name='torn")).event.text).toContain("torn");
  });
});

describe("key_value lines", () => {
  it("have all that JSON has", () => {
    const line = `timestamp='${stamp}' level='error' event='Block run completed' logger=None set_number=0 block_type='ExtractLoadBlocks' success=False err='Loader failed' exit_codes={<PluginType.LOADERS: 'loaders'>: 4} duration_seconds=0.4 run_id='${runId}' _logger=<_FixedFindCallerLogger meltano.cli.run (INFO)> _name='error'`;
    expect(read(line)).toMatchObject({
      form: "key_value",
      runId,
      event: {
        kind: "block_completed",
        level: "error",
        at: stamp,
        result: { error: "Loader failed", exitCodes: { target: 4 } },
      },
    });
  });

  it("hold metrics with their streams", () => {
    const line = `timestamp='${stamp}' level='info' event='METRIC' logger=None stdio='stderr' consumer=False producer=True string_id='tap-x' cmd_type='elb' metric_info={'type': 'counter', 'metric': 'record_count', 'value': 5, 'tags': {'stream': 'orders'}} name='tap-x'`;
    expect(read(line).event).toMatchObject({ kind: "metric", metric, side: "tap", plugin: "tap-x" });
  });

  it("count as far as they are whole", () => {
    expect(read("level='info' event='hello' err='torn")).toMatchObject({
      form: "key_value",
      event: { text: "hello" },
    });
    expect(read("event='hello'").form).toBeNull();
  });
});

describe("other lines", () => {
  const json = JSON.stringify({
    event: "Run completed",
    status: "success",
    level: "info",
    timestamp: stamp,
    run_id: runId.replaceAll("-", ""),
  });

  it.each([
    ["Airflow", `[2026-11-21, 08:08:41 UTC] {subprocess.py:93} INFO - ${json}`],
    ["docker compose", `meltano-1  | ${json}`],
    ["containerd", `2026-11-21T08:08:41.231Z stderr F ${json}`],
    ["syslog", `Nov 21 08:08:41 etl-host meltano[4711]: ${json}`],
    ["nobody", `  ${json}\r`],
  ])("are understood behind what %s writes before them", (_who, line) => {
    expect(read(line)).toMatchObject({
      form: "json",
      runId,
      event: { kind: "run_completed", success: true },
    });
  });

  it.each([
    ["JSON of another program", '{"msg":"hello","level":"info"}'],
    ["JSON with an event and nothing else", '{"event":"hello"}'],
    ["a date without a level", `${stamp} tap-x hello`],
    ["a plain sentence of Meltano, where forms are known", "Run completed"],
    ["an empty line", ""],
  ])("are in no form: %s", (_case, line) => {
    expect(read(line)).toMatchObject({ form: null, runId: null, event: { kind: "text", at: null } });
  });

  it("hold no run id that is none", () => {
    expect(read(JSON.stringify({ event: "x", level: "info", run_id: "nightly" })).runId).toBeNull();
    expect(read(JSON.stringify({ event: "x", level: "info", run_id: 7 })).runId).toBeNull();
  });
});

describe("plain lines", () => {
  it.each([
    [`Running job with name 'dev:tap-x-to-target-y' and run ID '${runId}'`, { kind: "job_started" }],
    ["Extractor failed", { kind: "message", level: "error" }],
    ["Incremental state has been updated at 2026-11-21 08:08:38.751267+00:00.", { kind: "state_updated" }],
    ["Run completed", { kind: "message", level: null }],
  ])("are Meltano's where they are its sentences: %s", (line, event) => {
    expect(read(line, true)).toMatchObject({ form: "plain", event });
  });

  it("are anybody's where they are not", () => {
    expect(read("loading orders", true).form).toBeNull();
    expect(read(`Run completed${" ".repeat(3000)}x`, true).form).toBeNull();
  });
});

it("never throws and always gives the text back that no form explains", () => {
  const piece = fc.constantFrom(
    stamp,
    " [info     ] ",
    "timestamp='",
    "event=",
    "meltano      ",
    " run_id=",
    "{",
    "'",
    "\u001b[",
    "=",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" }))), fc.boolean(), (parts, plain) => {
      const { event, form } = read(parts.join(""), plain);
      expect(form === null || typeof event.text === "string").toBe(true);
    }),
    { numRuns: 2000 },
  );
});

it("takes no more than a moment for a line made to hurt", () => {
  const lines = [
    `${stamp} [info     ] x${" name=a".repeat(100_000)} run_id=1 x`,
    `timestamp='${"\\'".repeat(500_000)}`,
    `event=${"{'a': ".repeat(100_000)}`,
    `${"\u001b[".repeat(300_000)} x`,
  ];
  for (const line of lines) expect(read(line, true).runId).toBeNull();
});
