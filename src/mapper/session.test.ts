import { describe, expect, it } from "vitest";
import { FakeRecorder, record, runTrial, startTrial, state } from "../../test/mapper/trial.ts";

const target = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });

describe("after a signal", () => {
  it("goes on to the input's end, and is no failure then", async () => {
    const { input, mapper, sink } = startTrial();
    mapper.signal("SIGTERM");
    input.send(record("a", 1), state(1));
    input.end();
    expect(await mapper.done).toEqual({ exitCode: 0, reason: null });
    expect(sink.output.toString()).toBe(record("a", 1) + state(1));
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("stops when nothing came for 2 s after %s", async (name, exitCode) => {
    const { input, mapper, sink, timing, recorder } = startTrial();
    input.send(record("a", 1));
    mapper.signal(name);
    await timing.pass(1500);
    input.send(state(1), record("a", 2));
    await timing.pass(1900);
    expect(input.isClosed).toBe(false);
    await timing.pass(200);
    expect(await mapper.done).toEqual({ exitCode, reason: `${name}: nothing came for 2 s after the signal` });
    expect(sink.output.toString()).toBe(record("a", 1) + state(1) + record("a", 2));
    expect(recorder.segments.map(({ closedBy }) => closedBy)).toEqual(["state", "eof"]);
    expect(sink.isClosed).toBe(true);
  });

  it("does not take for silence what it did not run to hear", async () => {
    const { input, mapper, timing, sink } = startTrial();
    mapper.signal("SIGTERM");
    await timing.pass(1500);
    await timing.stall(5000);
    expect(input.isClosed).toBe(false);
    input.send(record("a", 1), state(1));
    await timing.pass(2100);
    expect((await mapper.done).exitCode).toBe(143);
    expect(sink.output.toString()).toBe(record("a", 1) + state(1));
  });

  it("stops at the deadline though the tap goes on", async () => {
    const { input, mapper, timing } = startTrial({ settings: { drainMs: 5000 } });
    mapper.signal("SIGTERM");
    for (let second = 0; second < 6; second++) {
      input.send(record("a", second));
      await timing.pass(1000);
    }
    expect((await mapper.done).reason).toBe("SIGTERM: the deadline after the signal");
  });

  it("does not take a slow target's silence for the tap's", async () => {
    const { input, mapper, timing, sink } = startTrial({ settings: { drainMs: 30_000 } });
    sink.isBlocked = true;
    input.send(...Array.from({ length: 20 }, () => record("a", 1).repeat(1000)));
    mapper.signal("SIGTERM");
    await timing.pass(10_000);
    expect(input.isClosed).toBe(false);
    await timing.pass(20_100);
    expect(input.isClosed).toBe(true);
    await timing.pass(200);
    expect((await mapper.done).exitCode).toBe(143);
    expect(sink.isAborted).toBe(true);
  });

  it("stops at once at the second one", async () => {
    const { input, mapper, timing } = startTrial();
    input.send(record("a", 1));
    mapper.signal("SIGINT");
    await timing.pass(1000);
    mapper.signal("SIGINT");
    expect(await mapper.done).toEqual({ exitCode: 130, reason: "stopped at once by a second SIGINT" });
    expect(input.isClosed).toBe(true);
  });

  it("records its end before it stops at once, and what the target may have been holding", async () => {
    const { input, mapper, timing, recorder, sink } = startTrial();
    sink.isBlocked = true;
    input.send(record("a", 1));
    mapper.signal("SIGTERM");
    await timing.pass(1000);
    mapper.signal("SIGTERM");
    mapper.signal("SIGTERM");
    expect((await mapper.done).exitCode).toBe(143);
    const closed = recorder.facts.filter((fact) => fact.kind === "block_closed");
    expect(closed).toMatchObject([
      { exitCode: 143, reason: "stopped at once by a second SIGTERM", flight: { streams: [{ records: 1 }] } },
    ]);
    expect(recorder.segments).toMatchObject([{ stream: "a", closedBy: "eof" }]);
    expect(sink.isAborted).toBe(true);
  });

  it("waits a second for a store that hangs, and no longer, before it stops at once", async () => {
    const recorder = new FakeRecorder();
    recorder.answer = () => new Promise(() => undefined);
    const { mapper, timing } = startTrial({ recorder });
    mapper.signal("SIGINT");
    await timing.pass(1000);
    mapper.signal("SIGINT");
    let isOver = false;
    void mapper.done.then(() => {
      isOver = true;
    });
    await timing.pass(900);
    expect(isOver).toBe(false);
    await timing.pass(200);
    expect((await mapper.done).exitCode).toBe(130);
  });

  it("takes the terminal's signal and Meltano's for the same request", async () => {
    const { input, mapper, timing, sink } = startTrial();
    input.send(record("a", 1));
    mapper.signal("SIGINT");
    await timing.pass(300);
    mapper.signal("SIGTERM");
    expect(input.isClosed).toBe(false);
    input.send(record("a", 2));
    input.end();
    expect((await mapper.done).exitCode).toBe(0);
    expect(sink.output.toString()).toBe(record("a", 1) + record("a", 2));
  });

  it("keeps a line aside that was cut off by stopping", async () => {
    const { input, mapper, timing, quarantined, sink } = startTrial();
    input.send(record("a", 1), '{"type":"RECORD","str');
    mapper.signal("SIGTERM");
    await timing.pass(2100);
    expect((await mapper.done).exitCode).toBe(143);
    expect(quarantined).toHaveLength(1);
    expect(sink.output.toString()).toBe(record("a", 1));
  });
});

describe("a target that is gone", () => {
  it("ends the mapper, which lets go of the tap and says what the target was holding", async () => {
    const { input, mapper, sink, recorder } = startTrial();
    input.send(record("a", 1), state(1), record("a", 2));
    await new Promise((resolve) => setImmediate(resolve));
    sink.error = target;
    input.send(record("b", 1));
    const { exitCode, reason } = await mapper.done;
    expect(exitCode).toBe(1);
    expect(reason).toBe(
      "the target closed the pipe after line 4; since the last STATE it was given: a 1, b 1",
    );
    expect(input.isClosed).toBe(true);
    expect(recorder.facts.at(-1)).toMatchObject({ kind: "block_closed", exitCode: 1, reason });
    expect(recorder.totals.sawEof).toBe(false);
  });

  it("is noticed also while it was waited for", async () => {
    const { input, mapper, sink } = startTrial();
    sink.isBlocked = true;
    input.send(record("a", 1));
    sink.error = target;
    sink.unblock();
    expect((await mapper.done).exitCode).toBe(1);
  });
});

it("fails when reading fails, and passes on what it had", async () => {
  const { input, mapper, sink } = startTrial();
  input.send(record("a", 1));
  input.break(new Error("read EIO"));
  expect(await mapper.done).toEqual({ exitCode: 1, reason: "reading failed: read EIO" });
  expect(sink.output.toString()).toBe(record("a", 1));
});

describe("when nothing can be made durable", () => {
  function lostRecorder(): FakeRecorder {
    const recorder = new FakeRecorder();
    recorder.answer = () => Promise.resolve("lost");
    return recorder;
  }

  it("lets STATE flow, counts what is uncovered and says so once", async () => {
    const recorder = lostRecorder();
    const trial = startTrial({ recorder });
    trial.input.send(record("a", 1), state(1));
    await turn();
    trial.input.send(record("a", 2), state(2));
    await turn();
    recorder.answer = () => Promise.resolve("stored");
    trial.input.end();
    expect(await trial.mapper.done).toEqual({ exitCode: 0, reason: null });
    expect(trial.sink.output.toString()).toBe(record("a", 1) + state(1) + record("a", 2) + state(2));
    expect(recorder.totals).toMatchObject({ uncovered: 2, statesForwarded: 2 });
    expect(trial.said.filter((line) => line.includes("without an audit entry"))).toHaveLength(1);
    expect(recorder.facts[0]).toMatchObject({ kind: "block_opened" });
  });

  it("raises a system_health signal", async () => {
    const recorder = lostRecorder();
    const trial = startTrial({ recorder });
    let calls = 0;
    recorder.answer = () => Promise.resolve(calls++ < 2 ? "lost" : "stored");
    trial.input.send(record("a", 1), state(1));
    await turn();
    trial.input.end();
    await trial.mapper.done;
    expect(recorder.signals).toMatchObject([{ type: "system_health", name: "audit_uncovered", value: 1 }]);
  });

  it("holds STATE back where that is asked for, passes the records on and fails at the end", async () => {
    const recorder = lostRecorder();
    const trial = await runTrial([record("a", 1) + state(1) + record("a", 2) + state(2) + record("a", 3)], {
      recorder,
      settings: { onUnavailable: "hold" },
    });
    expect(trial.output.toString()).toBe(record("a", 1) + record("a", 2) + record("a", 3));
    expect(trial.exitCode).toBe(1);
    expect(trial.reason).toBe("STATE was held back: the next run loads again");
  });

  it("lets a held STATE's successor through with all that is owed, once it can be written", async () => {
    const recorder = lostRecorder();
    const trial = startTrial({ recorder, settings: { onUnavailable: "hold" } });
    trial.input.send(record("a", 1), state(1));
    await turn();
    recorder.answer = () => Promise.resolve("spooled");
    trial.input.send(state(2));
    await turn();
    trial.input.end();
    expect(await trial.mapper.done).toEqual({ exitCode: 0, reason: null });
    expect(trial.sink.output.toString()).toBe(record("a", 1) + state(2));
    expect(recorder.segments).toHaveLength(1);
    expect(recorder.totals).toMatchObject({ statesIn: 2, statesForwarded: 1 });
  });

  it("waits no longer than 30 s for a store that hangs, and not again for each STATE", async () => {
    const recorder = new FakeRecorder();
    recorder.answer = () => new Promise(() => undefined);
    const trial = startTrial({ recorder });
    trial.input.send(record("a", 1), state(1));
    await trial.timing.pass(29_000);
    expect(trial.sink.output.toString()).toBe(record("a", 1));
    await trial.timing.pass(1500);
    trial.input.send(record("a", 2), state(2));
    await turn();
    expect(trial.sink.output.toString()).toBe(record("a", 1) + state(1) + record("a", 2) + state(2));
    trial.input.end();
    expect((await trial.mapper.done).exitCode).toBe(0);
  });

  it("gives a recorder that throws the same treatment", async () => {
    const recorder = new FakeRecorder();
    recorder.answer = () => Promise.reject(new Error("out of memory"));
    const trial = await runTrial([record("a", 1), state(1)], { recorder });
    expect(trial.output.toString()).toBe(record("a", 1) + state(1));
    expect(trial.exitCode).toBe(0);
    expect(trial.said).toContain("warning: the recorder failed: out of memory");
  });
});

async function turn(): Promise<void> {
  for (let count = 0; count < 8; count++) await new Promise((resolve) => setImmediate(resolve));
}
