import { expect, it } from "vitest";
import { aFinding, aSegment } from "../../../test/fixtures/store/samples.ts";
import { FakeRecorder } from "../../../test/mapper/trial.ts";
import type { Fact } from "../../model/fact.ts";
import type { Finding } from "../../model/finding.ts";
import { findingsRecorder } from "./findings-recorder.ts";

const segments: Fact = { kind: "segments", blockId: "b", runId: "r", segments: [aSegment()] };
const closed: Fact = { kind: "block_closed", blockId: "b", at: 1, exitCode: 0, reason: null };

function open() {
  const state = { now: 10_000, findings: [aFinding({ violations: 1 })] as Finding[], fails: false };
  const recorder = new FakeRecorder();
  const faults: unknown[] = [];
  const source = {
    findings: () => {
      if (state.fails) throw new Error("a fault");
      return state.findings;
    },
    passed: () => [{ stream: "a", name: "b" }],
    profiles: () => [],
  };
  const onFault = (thrown: unknown): void => void faults.push(thrown);
  const options = { recorder, source, blockId: "b", runId: "r", now: () => state.now, onFault };
  return { state, recorder, faults, telling: findingsRecorder(options) };
}

const told = ({ facts }: FakeRecorder) => facts.filter((fact) => fact.kind === "findings");

it("takes findings along with segments, every few seconds at most, and only what changed", async () => {
  const { state, recorder, telling } = open();
  await telling.record([segments]);
  await telling.record([segments]);
  expect(told(recorder)).toMatchObject([{ findings: [{ violations: 1 }], passed: [] }]);
  state.now += 3000;
  await telling.record([segments]);
  expect(told(recorder)).toHaveLength(1);
  state.now += 3000;
  state.findings = [aFinding({ violations: 5 }), aFinding({ name: "other" })];
  await telling.record([{ kind: "run_heartbeat", runId: "r", at: 1 }]);
  expect(told(recorder)).toHaveLength(1);
  await telling.record([segments]);
  expect(told(recorder)[1]?.findings).toHaveLength(2);
});

it("has its last word in the batch of the block's end, all of it, with what passed", async () => {
  const { recorder, telling } = open();
  await telling.record([closed]);
  expect(recorder.facts.map(({ kind }) => kind)).toEqual(["findings", "block_closed"]);
  expect(told(recorder)).toMatchObject([{ passed: [{ stream: "a", name: "b" }] }]);
});

it("loses nothing else where the checks can't say what they found", async () => {
  const { state, recorder, faults, telling } = open();
  state.fails = true;
  expect(await telling.record([closed])).toBe("stored");
  expect([recorder.facts.map(({ kind }) => kind), faults.length]).toEqual([["block_closed"], 1]);
});
