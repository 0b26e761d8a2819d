import { describe, expect, it } from "vitest";
import { bytesAndSegmentsHold, statesWait } from "../../test/mapper/differential.ts";
import { FakeRecorder, record, runTrial, startTrial, state } from "../../test/mapper/trial.ts";
import { plainSegments, trueSegments } from "../../test/mapper/truth.ts";
import type { Recorded } from "../model/fact.ts";

describe("what comes out", () => {
  it("is what came in, and every segment is right, however it was cut, written and stored", async () => {
    await bytesAndSegmentsHold(400);
  });

  it("never holds a STATE whose segments aren't recorded yet", async () => {
    await statesWait(150);
  });
});

describe("a mapper", () => {
  it("opens its block before it tells anything else of it, and closes it last", async () => {
    const { recorder } = await runTrial([record("a", 1), state(1)]);
    expect(recorder.facts[0]).toMatchObject({
      kind: "block_opened",
      block: { blockId: "block", runId: "run", tap: "tap-x", closedAt: null },
    });
    expect(recorder.facts.at(-1)).toMatchObject({ kind: "block_closed", exitCode: 0, reason: null });
  });

  it("opens and ends a run of its own where nobody else did", async () => {
    const { recorder } = await runTrial([record("a", 1)], { ownRun: ownRun() });
    expect(recorder.facts[0]).toMatchObject({ kind: "run_opened", run: { runId: "run", status: "running" } });
    expect(recorder.facts.at(-1)).toMatchObject({ kind: "run_changed", changes: { status: "unknown" } });
    expect(recorder.facts.some(({ kind }) => kind === "run_heartbeat")).toBe(true);
  });

  it("counts streams apart and numbers their segments", async () => {
    const { recorder } = await runTrial([
      record("a", 1),
      record("b", 1),
      record("a", 2),
      state(1),
      record("a", 3),
    ]);
    expect(recorder.counts["a"]).toMatchObject({ records: 3, forwarded: 3, states: 1, quarantined: 0 });
    expect(recorder.counts["b"]).toMatchObject({ records: 1, states: 1 });
    expect(recorder.segments.map(({ stream: name, number, closedBy }) => [name, number, closedBy])).toEqual([
      ["a", 1, "state"],
      ["b", 1, "state"],
      ["a", 2, "eof"],
    ]);
  });

  it("counts BATCH messages, whose records it can't count", async () => {
    const batch = '{"type":"BATCH","stream":"a","encoding":{"format":"jsonl"},"manifest":["file:///x.gz"]}\n';
    const { recorder } = await runTrial([record("a", 1), batch, batch, state(1)]);
    expect(recorder.counts["a"]).toMatchObject({ records: 1, batches: 2 });
  });

  it("lets what stands before a STATE flow at once, and the rest when the segment is durable", async () => {
    const recorder = new FakeRecorder();
    const gate = Promise.withResolvers<Recorded>();
    recorder.answer = () => gate.promise;
    const { input, sink, mapper } = startTrial({ recorder });
    input.send(record("a", 1) + record("a", 2) + state(1) + record("a", 3));
    await turns(3);
    expect(sink.output.toString()).toBe(record("a", 1) + record("a", 2));
    gate.resolve("stored");
    await turns(3);
    expect(sink.output.toString()).toBe(record("a", 1) + record("a", 2) + state(1) + record("a", 3));
    input.end();
    await mapper.done;
  });

  it("makes all the STATEs of a chunk durable in one go", async () => {
    const recorder = new FakeRecorder();
    const batches: number[] = [];
    recorder.onRecorded = (facts) =>
      batches.push(facts.flatMap((fact) => (fact.kind === "segments" ? fact.segments : [])).length);
    await runTrial([[1, 2, 3].map((id) => record("a", id) + state(id)).join("")], { recorder });
    expect(batches).toContain(3);
  });

  it("reads ahead of a slow store only so far", async () => {
    const recorder = new FakeRecorder();
    const gate = Promise.withResolvers<Recorded>();
    recorder.answer = () => gate.promise;
    const { input, sink, mapper } = startTrial({ recorder });
    const chunk = Buffer.from(record("a", 1).repeat(1500));
    const chunks = Array.from({ length: 400 }, () => chunk);
    input.send(record("a", 1) + state(1), ...chunks);
    expect(input.isPaused).toBe(true);
    gate.resolve("stored");
    input.end();
    await mapper.done;
    expect(sink.output.length).toBe((record("a", 1) + state(1)).length + 400 * chunk.length);
  });

  it("stops reading while the target takes nothing", async () => {
    const { input, sink, mapper } = startTrial();
    sink.isBlocked = true;
    const chunk = record("a", 1).repeat(1000);
    input.send(...Array.from({ length: 100 }, () => chunk));
    expect(input.isPaused).toBe(true);
    expect(sink.output.length).toBe(0);
    sink.unblock();
    input.end();
    expect(await mapper.done).toEqual({ exitCode: 0, reason: null });
    expect(sink.output.toString()).toBe(chunk.repeat(100));
  });

  it("accounts for the time it waits for the tap and for the target", async () => {
    const { input, sink, mapper, timing, recorder } = startTrial();
    await timing.pass(3000);
    sink.isBlocked = true;
    input.send(...Array.from({ length: 20 }, () => record("a", 1).repeat(1000)));
    await timing.pass(5000);
    sink.unblock();
    input.end();
    await mapper.done;
    expect(recorder.totals).toMatchObject({ waitingForTapMs: 3000, waitingForTargetMs: 5000, ownWorkMs: 0 });
  });

  it("tells of a stream also the time that went by after its last record was told", async () => {
    const { input, timing, recorder, mapper } = startTrial();
    input.send(record("a", 1), state(1));
    await timing.pass(1000);
    expect(recorder.counts["a"]?.waitingForTapMs ?? 0).toBe(0);
    await timing.pass(4000);
    input.end();
    await mapper.done;
    expect(recorder.counts["a"]?.waitingForTapMs).toBe(5000);
  });

  it("tells samples while records flow, and a heartbeat when nothing does", async () => {
    const { input, timing, recorder, mapper } = startTrial();
    const told = (): number => recorder.facts.filter(({ kind }) => kind === "block_progress").length;
    for (let half = 0; half < 4; half++) {
      input.send(record("a", half));
      await timing.pass(500);
    }
    expect(told()).toBe(4);
    await timing.pass(9000);
    expect(told()).toBe(4);
    await timing.pass(11_500);
    expect(told()).toBe(6);
    const samples = recorder.facts.flatMap((fact) => (fact.kind === "block_progress" ? fact.samples : []));
    expect(samples.map(({ records }) => records)).toEqual([1, 2, 3, 4]);
    input.end();
    await mapper.done;
    expect(timing.timers).toBe(0);
  });

  it("tells when records come too slowly, and when they come fast again", async () => {
    const { input, timing, recorder, mapper } = startTrial({ settings: { minRecordsPerSecond: 1 } });
    input.send(record("a", 1));
    await timing.pass(40_000);
    expect(recorder.signals).toMatchObject([
      { type: "performance", state: "firing", threshold: 1, runId: "run", labels: { project: "demo" } },
    ]);
    for (let half = 0; half < 80; half++) {
      input.send(record("a", half).repeat(2));
      await timing.pass(500);
    }
    expect(recorder.signals.map((signal) => signal.state)).toEqual(["firing", "resolved"]);
    input.end();
    await mapper.done;
  });

  it("names each flaw of the stream once, with its line, and counts the rest", async () => {
    const { said } = await runTrial(["\n", "oops\n", "\n", record("a", 1), "oops\n", '{"type":"FOO"}\n']);
    expect(said).toEqual([
      "warning: line 1: a blank line",
      "warning: line 2: not JSON",
      "warning: line 6: an unknown type",
      "warning: 2 lines: a blank line",
      "warning: 2 lines: not JSON",
    ]);
  });
});

describe("a last line without its newline", () => {
  it("is passed on where it is whole", async () => {
    const last = state(1).trimEnd();
    const { output, exitCode, recorder } = await runTrial([record("a", 1), last]);
    expect(output.toString()).toBe(record("a", 1) + last);
    expect(exitCode).toBe(0);
    expect(recorder.segments).toMatchObject([{ records: 1, closedBy: "state" }]);
  });

  it("is kept aside where it is torn, and the run fails", async () => {
    const trial = await runTrial([record("a", 1) + state(1), '{"type":"RECORD","stream":"a","rec']);
    expect(trial.output.toString()).toBe(record("a", 1) + state(1));
    expect(trial.exitCode).toBe(1);
    expect(trial.reason).toMatch(/inside line 3/);
    expect(trial.quarantined).toMatchObject([
      { reason: "torn last line", stream: null, line: '{"type":"RECORD","stream":"a","rec' },
    ]);
  });

  it("is told of where it is torn and can't be kept aside", async () => {
    const { reason, exitCode } = await runTrial(['{"a'], { quarantine: () => false });
    expect([exitCode, reason]).toEqual([1, "the input ended inside line 1; it could not be kept aside"]);
  });
});

describe("a line beyond the inspect limit", () => {
  const settings = { inspectLimitBytes: 100_000 };
  const long = `{"type":"RECORD","stream":"a","record":{"x":"${"y".repeat(500_000)}"}}\n`;

  it("is passed on before its end came, counted as uninspected and hashed", async () => {
    const trial = startTrial({ settings });
    trial.input.send(long.slice(0, 300_000));
    expect(trial.sink.output.length).toBe(300_000);
    trial.input.send(long.slice(300_000), record("a", 1), state(1));
    trial.input.end();
    await trial.mapper.done;
    expect(trial.sink.output.toString()).toBe(long + record("a", 1) + state(1));
    expect(trial.recorder.counts["a"]).toMatchObject({ records: 2, uninspected: 1 });
    expect(plainSegments(trial.recorder.segments)).toEqual(trueSegments(trial.sink.output));
  });

  it("waits like a STATE where it may be one", async () => {
    const recorder = new FakeRecorder();
    const gate = Promise.withResolvers<Recorded>();
    recorder.answer = () => gate.promise;
    const trial = startTrial({ settings, recorder });
    const long = `{"type":"STATE","value":"${"y".repeat(200_000)}"}\n`;
    trial.input.send(record("a", 1), long);
    await turns(3);
    expect(trial.sink.output.toString()).toBe(record("a", 1));
    gate.resolve("stored");
    trial.input.end();
    await trial.mapper.done;
    expect(trial.sink.output.toString()).toBe(record("a", 1) + long);
    expect(recorder.totals).toMatchObject({ statesIn: 1, statesForwarded: 1, lines: 2 });
  });

  it("fails the run where the input ends inside it", async () => {
    expect((await runTrial([long.slice(0, 400_000)], { settings })).exitCode).toBe(1);
    expect((await runTrial([long.trimEnd()], { settings })).exitCode).toBe(0);
  });

  it("counts a SCHEMA, and passes on what has no stream", async () => {
    const schema = `{"type":"SCHEMA","stream":"s","schema":"${"y".repeat(200_000)}"}\n`;
    const nothing = `${"z".repeat(200_000)}\n`;
    const { output, recorder } = await runTrial([schema, nothing], { settings });
    expect(output.toString()).toBe(schema + nothing);
    expect(recorder.counts).toMatchObject({ s: { schemas: 1, uninspected: 1, records: 0 } });
  });
});

describe("garbage", () => {
  it("passes unless it is to be quarantined", async () => {
    const lines = [record("a", 1), "oops\n", record("a", 2), '{"a":1}\n', "\n", '{"type":"FOO"}\n'];
    const passed = await runTrial(lines);
    expect(passed.output.toString()).toBe(lines.join(""));
    const kept = await runTrial(lines, { settings: { garbage: "quarantine" } });
    expect(kept.output.toString()).toBe(`${record("a", 1)}${record("a", 2)}\n{"type":"FOO"}\n`);
    expect(kept.quarantined.map(({ reason, line: text }) => [reason, text])).toEqual([
      ["not JSON", "oops\n"],
      ["an object without a type", '{"a":1}\n'],
    ]);
    expect(kept.exitCode).toBe(0);
  });

  it("fails the run where it can't be kept: the next one gets it again", async () => {
    const { output, exitCode } = await runTrial([record("a", 1), "oops\n", state(1)], {
      settings: { garbage: "quarantine" },
      quarantine: () => false,
    });
    expect([exitCode, output.toString()]).toEqual([1, record("a", 1)]);
  });

  it("waits like a STATE where a reader could find one in it", async () => {
    const recorder = new FakeRecorder();
    const gate = Promise.withResolvers<Recorded>();
    recorder.answer = () => gate.promise;
    const { input, sink } = startTrial({ recorder });
    input.send(record("a", 1), `${record("a", 2).trimEnd()}\r${state(1)}`);
    await turns(3);
    expect(sink.output.toString()).toBe(record("a", 1));
  });
});

function turns(count: number): Promise<void> {
  return count === 0
    ? Promise.resolve()
    : new Promise<void>((resolve) => setImmediate(resolve)).then(() => turns(count - 1));
}

function ownRun() {
  return {
    ...{
      runId: "run",
      project: "demo",
      environment: "",
      job: "tap-x",
      tasks: [],
      status: "running" as const,
    },
    ...{
      exitCode: null,
      startedAt: 1,
      endedAt: null,
      complete: false,
      owner: null,
      labels: {},
      trigger: null,
    },
    ...{
      source: "mapper" as const,
      process: null,
      heartbeatAt: 1,
      cause: null,
      failedPlugin: null,
      notices: [],
    },
  };
}
