import { describe, expect, it } from "vitest";
import { record, runTrial, state, type TrialOptions } from "../../../test/mapper/trial.ts";
import { memoryBudget, RunChecks, RunPast } from "../../quality/index.ts";
import { streamsSettings } from "../../quality/settings.ts";
import { QualityInspector } from "./quality-inspector.ts";

const schema = (stream: string): string =>
  `{"type":"SCHEMA","stream":"${stream}","schema":{"properties":{"id":{"type":["null","integer"]},"note":{"type":"string"}}},"key_properties":["id"]}\n`;
const version = (stream: string, number: number): string =>
  `{"type":"ACTIVATE_VERSION","stream":"${stream}","version":${number}}\n`;
const versioned = (id: number, number: number): string =>
  `{"type":"RECORD","stream":"a","record":{"id":${id}},"version":${number}}\n`;

function inspectorOf(streams: object, maxPercent: number | null = null) {
  const past = new RunPast({ memory: memoryBudget(1 << 20), columns: false });
  const checks = new RunChecks({
    ...{
      tap: "tap-x",
      now: () => 1_700_000_000_000,
      memoryBytes: 1 << 24,
      defaultChecks: false,
      timezone: "UTC",
    },
    layers: [streamsSettings.parse(streams)],
    strict: { unknown_streams: false, unknown_fields: false },
    samples: { rows: 1, values: "masked" },
    redact: (value) => value,
    history: (stream) => past.history(stream),
  });
  const schemas: string[] = [];
  const onSchema = (stream: string): void => void schemas.push(stream);
  return { schemas, inspector: new QualityInspector({ checks, past, onSchema, maxPercent }) };
}

async function through(
  streams: object,
  lines: readonly string[],
  options: TrialOptions & { readonly maxPercent?: number } = {},
) {
  const { inspector, schemas } = inspectorOf(streams, options.maxPercent ?? null);
  const trial = await runTrial([lines.join("")], { ...options, inspector });
  return { ...trial, schemas, inspector, text: trial.output.toString() };
}

const gate = { a: { checks: [{ range: { field: "id", max: 10 }, on_violation: "quarantine" }] } };

describe("the gate", () => {
  it("goes by what a line says last, where it began as the one before", async () => {
    const begin = '{"type":"RECORD","stream":"a","record":{"id":';
    const ofOther = `${begin}99},"stream":"b"}\n`;
    const asState = `${begin}98},"type":"STATE","value":{}}\n`;
    const quoted = `${begin}1,"x":"},\\"stream\\":\\"b\\""}}\n`;
    const { text, quarantined, exitCode } = await through(gate, [
      schema("a"),
      record("a", 1),
      ofOther,
      record("a", 2),
      asState,
      `${begin}NaN}}\n`,
      `${begin}97},"type":"RECORD"}\n`,
      quoted,
      `${begin}3}} }\n`,
      state(1),
    ]);
    expect(text).toBe(schema("a") + record("a", 1) + ofOther + record("a", 2) + asState + quoted + state(1));
    const held = [`${begin}NaN}}`, `${begin}97},"type":"RECORD"}`, `${begin}3}} }`];
    expect(quarantined.map(({ line }) => line.trim())).toEqual(held);
    expect(quarantined.map(({ stream }) => stream)).toEqual(["a", "a", "a"]);
    expect(exitCode).toBe(0);
  });

  it("sets bad rows aside with check, key, line and schema, and lets the others pass as they came", async () => {
    const odd = '{"stream" : "a","type":"RECORD", "record":{"id": 3.0, "x":1e400}}\n';
    const { text, quarantined, schemas, exitCode, recorder } = await through(gate, [
      schema("a"),
      odd,
      record("a", 11),
      record("b", 99),
      '{"type":"RECORD","stream":"a","record":{"id":9007199254740993}}\n',
      state(1),
    ]);
    expect(text).toBe(schema("a") + odd + record("b", 99) + state(1));
    expect(quarantined).toMatchObject([
      { check: "range_id", key: { id: 11 }, number: 3, stream: "a" },
      { check: "range_id", key: { id: "9007199254740993" }, number: 5 },
    ]);
    expect([exitCode, schemas]).toEqual([0, ["a"]]);
    expect(recorder.counts["a"]).toMatchObject({ records: 3, forwarded: 1, quarantined: 2 });
  });

  it("fails where a row can't be kept: no STATE passes", async () => {
    const options = { quarantine: () => false };
    const { text, exitCode } = await through(gate, [schema("a"), record("a", 11), state(1)], options);
    expect([text, exitCode]).toEqual([schema("a"), 1]);
  });

  it("withholds the STATE behind rows that turn out not to be durable", async () => {
    const settling = {
      isSettled: false,
      settle: () => Promise.resolve(false),
      unsettled: () => new Map([["a", 1]]),
    };
    const lines = [schema("a"), record("a", 1), record("a", 11), state(1), record("a", 2), state(2)];
    const { text, exitCode, reason, recorder } = await through(gate, lines, { settling });
    expect(text).not.toContain("STATE");
    expect([exitCode, reason]).toEqual([1, "rows to be quarantined could not be kept"]);
    // What is on no disk is not called quarantined.
    expect(recorder.counts["a"]?.quarantined).toBe(0);
  });

  it("can't look into a BATCH or a line too long: there the run fails", async () => {
    const batch = '{"type":"BATCH","stream":"a","encoding":{},"manifest":[]}\n';
    expect((await through(gate, [schema("a"), batch, state(1)])).text).toBe(schema("a"));
    expect((await through(gate, [batch.replace('"a"', '"b"')])).exitCode).toBe(0);
    const long = `{"type":"RECORD","stream":"a","record":{"x":"${"y".repeat(300_000)}"}}\n`;
    const settings = { inspectLimitBytes: 100_000 };
    expect((await through(gate, [schema("a"), long], { settings })).exitCode).toBe(1);
    expect((await through({}, [schema("a"), long], { settings })).exitCode).toBe(0);
  });

  it("sets aside what has no record to look at", async () => {
    const none = '{"type":"RECORD","stream":"a","record":7}\n';
    const { quarantined, text } = await through(gate, [schema("a"), none]);
    expect([quarantined.length, text]).toEqual([1, schema("a")]);
  });

  it("keeps the texts of numbers and everything else of a masked row", async () => {
    const streams = { a: { checks: [{ pattern: { field: "note", regex: "^ok$" }, on_violation: "mask" }] } };
    const row = '{"type":"RECORD","stream":"a","record":{"id":1.10, "note":"secret" ,"é":-0.0}}\n';
    const { text } = await through(streams, [schema("a"), row]);
    expect(text).toBe(schema("a") + row.replace('"secret"', '"***"'));
  });

  it("fails once more than max_percent of the records were set aside", async () => {
    const rows = Array.from({ length: 2000 }, (_, at) => record("a", at % 10 === 0 ? 11 : 1));
    const failed = await through(gate, [schema("a"), ...rows, state(1)], { maxPercent: 5 });
    expect([failed.exitCode, failed.text.includes("STATE")]).toEqual([1, false]);
    expect(failed.reason).toContain("max_percent");
    expect((await through(gate, [schema("a"), ...rows, state(1)], { maxPercent: 10 })).exitCode).toBe(0);
  });
});

describe("what is decided over a stream", () => {
  it("holds an ACTIVATE_VERSION until enough records came, and fails where they never come", async () => {
    const streams = { a: { checks: [{ activate_version: {}, on_violation: "hold" }] } };
    const good = [schema("a"), version("a", 2), versioned(1, 2), state(1)];
    const { text, exitCode } = await through(streams, good);
    expect([exitCode, text]).toEqual([0, schema("a") + versioned(1, 2) + version("a", 2) + state(1)]);
    const empty = await through(streams, [schema("a"), version("a", 2), state(1)]);
    expect([empty.exitCode, empty.text.includes("ACTIVATE_VERSION")]).toEqual([1, false]);
  });

  it("holds all STATEs with hold_state, and lets the last one go at a good end", async () => {
    const streams = { a: { hold_state: true, checks: [{ row_count: { min: 2 }, fail: { count: 1 } }] } };
    const rows = [schema("a"), record("a", 1), state(1), record("a", 2), state(2)];
    const good = await through(streams, rows);
    expect([good.exitCode, good.text]).toEqual([0, schema("a") + record("a", 1) + record("a", 2) + state(2)]);
    const bad = await through(streams, rows.slice(0, 3));
    expect([bad.exitCode, bad.text]).toEqual([1, schema("a") + record("a", 1)]);
    const garbage = await through(streams, [...rows.slice(0, 3), "a STATE of things\n"]);
    expect([garbage.exitCode, garbage.text.includes("STATE")]).toEqual([1, false]);
  });

  it("names the checks that looked and found nothing, of a whole input only", async () => {
    const lines = [schema("a"), record("a", 1), state(1)];
    const whole = await through(
      { a: { checks: [...gate.a.checks, { enum: { field: "id", values: [7] } }] } },
      lines,
    );
    expect(whole.inspector.passed()).toEqual([{ stream: "a", name: "range_id" }]);
    const torn = await through(gate, [...lines, '{"type":']);
    expect([torn.exitCode, torn.inspector.passed()]).toEqual([1, []]);
    expect((await through(gate, [schema("a"), state(1)])).inspector.passed()).toEqual([]);
  });
});
