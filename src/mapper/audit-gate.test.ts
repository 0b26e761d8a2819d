import { expect, it } from "vitest";
import { FakeRecorder } from "../../test/mapper/trial.ts";
import type { Segment } from "../model/mapper-block.ts";
import { AuditGate, segmentFacts } from "./audit-gate.ts";

const segment = (number: number): Segment => ({
  ...{
    stream: "a",
    number,
    records: 2,
    bytes: 2,
    sha256: "",
    stateSha256: null,
    bookmark: null,
  },
  ...{ closedBy: "state" as const, openedAt: 0, closedAt: 0 },
});

function open(onUnavailable: "continue" | "hold") {
  const recorder = new FakeRecorder();
  const happened: string[] = [];
  const events = {
    onRelease: (ticket: number) => happened.push(`release ${ticket}`),
    onWithhold: (ticket: number) => happened.push(`withhold ${ticket}`),
    onUncovered: (records: number) => happened.push(`uncovered ${records}`),
    onUnkept: () => happened.push("unkept"),
    onSettled: () => gate.submit(),
  };
  const quarantine = { isSettled: true, settle: () => Promise.resolve(true) };
  const gate = new AuditGate({ recorder, blockId: "b", runId: "r", onUnavailable, quarantine, events });
  return { gate, recorder, quarantine, happened };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("lets what comes while a write is under way share the next one", async () => {
  const { gate, recorder, happened } = open("continue");
  expect(gate.ticket).toBe(0);
  gate.add([segment(1)]);
  expect([gate.ticket, gate.isWaiting]).toEqual([1, true]);
  gate.submit();
  gate.add([segment(2)]);
  gate.submit();
  gate.add([segment(3)]);
  expect(gate.ticket).toBe(2);
  await turn();
  expect(happened).toEqual(["release 1", "release 2"]);
  expect([gate.ticket, gate.isWaiting]).toEqual([2, false]);
  expect(recorder.facts.map((fact) => (fact.kind === "segments" ? fact.segments.length : 0))).toEqual([1, 2]);
});

it("never owes more segments than it may: then no STATE can be let through any more", async () => {
  const { gate, recorder, happened } = open("hold");
  recorder.answer = () => Promise.resolve("lost");
  gate.add(Array.from({ length: 50_001 }, (_, index) => segment(index)));
  gate.submit();
  await turn();
  expect([gate.isBehind, gate.owed.length]).toEqual([true, 0]);
  recorder.answer = () => Promise.resolve("stored");
  gate.add([segment(1)]);
  gate.submit();
  await turn();
  expect(happened).toEqual(["withhold 1", "withhold 2"]);
  expect(gate.isBehind).toBe(true);
});

it("asks nobody about a STATE that closed no segment", () => {
  expect(open("continue").gate.add([])).toBe(false);
});

it("writes many segments as several facts", () => {
  const facts = segmentFacts(
    { blockId: "b", runId: "r" },
    Array.from({ length: 2500 }, (_, index) => segment(index)),
  );
  expect(facts).toHaveLength(2);
});

it("lets no STATE go before what was set aside is durable", async () => {
  const { gate, quarantine, happened } = open("continue");
  const disk = Promise.withResolvers<boolean>();
  Object.assign(quarantine, { isSettled: false, settle: () => disk.promise });
  expect(gate.add([])).toBe(true);
  gate.submit();
  await turn();
  expect(happened).toEqual([]);
  disk.resolve(true);
  await turn();
  expect(happened).toEqual(["release 1"]);
});

it("withholds every STATE behind rows that could not be kept, and owes their segments", async () => {
  const { gate, quarantine, recorder, happened } = open("continue");
  Object.assign(quarantine, { isSettled: false, settle: () => Promise.resolve(false) });
  gate.add([segment(1)]);
  gate.submit();
  gate.add([segment(2)]);
  await turn();
  await turn();
  expect(happened).toEqual(["unkept", "withhold 1", "unkept", "withhold 2"]);
  expect(gate.owed.map(({ number }) => number)).toEqual([1, 2]);
  expect(recorder.segments).toEqual([]);
});
