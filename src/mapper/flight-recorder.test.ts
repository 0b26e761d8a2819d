import { expect, it } from "vitest";
import { record, startTrial, state } from "../../test/mapper/trial.ts";
import { createRedactor } from "../lib/redaction/index.ts";
import type { FlightRecord } from "../model/flight-record.ts";
import { FlightRecorder } from "./flight-recorder.ts";

const gone = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });

function recorder(values: "masked" | "plain" | "none" = "masked"): FlightRecorder {
  return new FlightRecorder({ values, redactor: createRedactor([]) });
}

function handOn(flight: FlightRecorder, lines: readonly string[], firstLine = 1): void {
  let lastLine = firstLine - 1;
  for (const line of lines) {
    const bytes = Buffer.from(line);
    lastLine += line.split("\n").length - 1;
    flight.add({ bytes, start: 0, end: bytes.length, isState: false, lastLine });
  }
}

const end = { at: 1, reason: "gone", notTaken: 0, streams: [] };
const linesOf = ({ lastTaken }: FlightRecord): number[] => lastTaken.map(({ line }) => line);

it("knows the last records since the STATE, with their lines, however they were handed on", () => {
  const flight = recorder();
  handOn(flight, [record("a", 1) + state(1) + record("a", 2), record("b", 3) + record("a", 4)]);
  expect(flight.record(end).lastTaken).toMatchObject([
    { line: 3, stream: "a" },
    { line: 4, stream: "b", bytes: record("b", 3).length },
    { line: 5, stream: "a" },
  ]);
});

it("leaves out what the pipe never took", () => {
  const flight = recorder();
  handOn(flight, [record("a", 1), record("a", 2), record("a", 3)]);
  const notTaken = record("a", 3).length + 5;
  expect(linesOf(flight.record({ ...end, notTaken }))).toEqual([1]);
});

it("takes the newest record that can't be in the pipe any more for the likely one", () => {
  const flight = recorder();
  const line = record("a", 7).replace("7", `"${"x".repeat(980)}"`);
  handOn(flight, [line.repeat(100)]);
  const inPipe = Math.ceil((64 * 1024) / line.length);
  expect(flight.record(end).likely).toMatchObject({ line: 100 - inPipe, stream: "a" });
  const few = recorder();
  handOn(few, [record("a", 1) + record("a", 2)]);
  expect(few.record(end).likely).toMatchObject({ line: 1 });
});

it("shows a key by the SCHEMA's key properties, and values only as samples may be shown", () => {
  const line = `{"type":"RECORD","stream":"a","record":{"id":12,"name":"Ada","token":"hunter2hunter2","n":null}}\n`;
  const shown = (values: "masked" | "plain" | "none") => {
    const flight = recorder(values);
    flight.keyProperties("a", ["id", "gone"]);
    handOn(flight, [line]);
    return flight.record(end).likely;
  };
  expect(shown("masked")).toMatchObject({
    key: { id: "99", gone: null },
    record: { id: "99", name: "Aaa", n: null },
  });
  expect(JSON.stringify(shown("masked"))).not.toContain("hunter2");
  expect(shown("plain")).toMatchObject({ key: { id: 12 }, record: { name: "Ada", token: "***" } });
  expect(shown("none")).toMatchObject({ key: null, record: null, line: 1 });
});

it("shows nothing of a record that is large, garbled or deep, and no key where none is known", () => {
  const flight = recorder();
  handOn(flight, [record("a", 1).replace("1", `"${"x".repeat(20_000)}"`)]);
  expect(flight.record(end).likely).toMatchObject({ key: null, record: null });
  const deep = recorder();
  handOn(deep, [record("a", 1).replace("1", `${"[".repeat(60)}${"]".repeat(60)}`)]);
  expect(JSON.stringify(deep.record(end).likely?.record)).toContain("[…]");
});

it("keeps only the buffers that the last bytes lie in", () => {
  const flight = recorder();
  const buffers = Array.from({ length: 5 }, () => Buffer.alloc(200 * 1024, "x\n"));
  for (const bytes of buffers)
    flight.add({ bytes, start: 0, end: bytes.length, isState: false, lastLine: 1 });
  expect(buffers.map((bytes) => flight.holds(bytes))).toEqual([false, false, false, true, true]);
  const large = Buffer.alloc(2 * 1024 * 1024);
  flight.add({ bytes: large, start: 0, end: large.length, isState: false, lastLine: 2 });
  expect([...buffers, large].some((bytes) => flight.holds(bytes))).toBe(false);
});

it("goes into the block's end when the target is gone, and when a signal ended it early", async () => {
  const schema = '{"type":"SCHEMA","stream":"a","schema":{},"key_properties":["id"]}\n';
  const broken = startTrial();
  broken.input.send(schema, record("a", 1), state(1), record("a", 22), record("b", 3), record("a", 4));
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
  broken.sink.error = gone;
  broken.input.send(record("a", 5));
  await broken.mapper.done;
  const [closed] = broken.recorder.facts.filter((fact) => fact.kind === "block_closed");
  expect(closed?.flight).toMatchObject({
    reason: expect.stringContaining("the target closed the pipe"),
    streams: [
      { stream: "a", records: 3, firstLine: 4, lastLine: 7 },
      { stream: "b", records: 1, firstLine: 5, lastLine: 5 },
    ],
    likely: { line: 4, stream: "a", key: { id: "99" } },
  });
  expect(closed?.flight?.lastTaken.map(({ line }) => line)).toEqual([4, 5, 6]);
  const stopped = startTrial();
  stopped.input.send(record("a", 1));
  stopped.mapper.signal("SIGTERM");
  await stopped.timing.pass(2200);
  await stopped.mapper.done;
  expect(stopped.recorder.facts.at(-1)).toMatchObject({ flight: { likely: { line: 1 } } });
});

it("is not there after a good end", async () => {
  const trial = startTrial();
  trial.input.send(record("a", 1));
  trial.input.end();
  await trial.mapper.done;
  expect(trial.recorder.facts.at(-1)).not.toHaveProperty("flight");
});
