import { expect, it } from "vitest";
import { FakeRecorder } from "../../test/mapper/trial.ts";
import type { Recorded } from "../model/fact.ts";
import type { BlockTotals, StreamCount } from "../model/mapper-block.ts";
import { Telemetry } from "./telemetry.ts";

const none = { waitingForTapMs: 0, waitingForTargetMs: 0, ownWorkMs: 0, lines: 0, bytesIn: 0, bytesOut: 0 };

function open(recorder: FakeRecorder) {
  const seen = { records: 0, changed: [] as StreamCount[] };
  const totals = (): BlockTotals => ({
    ...{
      ...none,
      records: seen.records,
      statesIn: 0,
      statesForwarded: 0,
      sawEof: false,
      incomplete: false,
      uncovered: 0,
    },
  });
  const telemetry = new Telemetry({
    ...{ recorder, blockId: "b", ownRunId: null, minRecordsPerSecond: null, totals },
    takeChanged: () => seen.changed.splice(0),
    onFlowChange: () => undefined,
  });
  const count = (stream: string, records: number): StreamCount => ({
    ...{
      stream,
      records,
      bytes: 0,
      forwarded: records,
      quarantined: 0,
      dropped: 0,
      uninspected: 0,
      schemas: 0,
      states: 0,
    },
    ...{ firstAt: null, lastAt: null, waitingForTapMs: 0, waitingForTargetMs: 0, ownWorkMs: 0 },
  });
  return { telemetry, seen, totals, count };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("tells one thing at a time, the newest counts, and no more samples than two minutes hold", async () => {
  const recorder = new FakeRecorder();
  const gate = Promise.withResolvers<Recorded>();
  recorder.answer = () => gate.promise;
  const { telemetry, seen, count } = open(recorder);
  for (let tick = 1; tick <= 200; tick++) {
    seen.records = tick;
    seen.changed.push(count("a", tick));
    telemetry.tick(tick * 500);
  }
  gate.resolve("stored");
  await turn();
  seen.records = 201;
  telemetry.tick(201 * 500);
  await turn();
  const told = recorder.facts.filter((fact) => fact.kind === "block_progress");
  expect(told).toHaveLength(2);
  expect(told[1]?.samples.length).toBe(120);
  expect(told[1]?.streams).toMatchObject([{ stream: "a", records: 200 }]);
});

it("tells a stream again whose count was lost", async () => {
  const recorder = new FakeRecorder();
  recorder.answer = () => Promise.resolve("lost");
  const { telemetry, seen, totals, count } = open(recorder);
  seen.records = 1;
  seen.changed.push(count("a", 1), count("b", 1));
  telemetry.tick(500);
  await turn();
  seen.changed.push(count("a", 2));
  expect(telemetry.take(totals(), 1000)).toMatchObject([
    {
      kind: "block_progress",
      streams: [
        { stream: "a", records: 2 },
        { stream: "b", records: 1 },
      ],
    },
  ]);
});
