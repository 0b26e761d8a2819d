import { expect, it } from "vitest";
import { CommitPace } from "./commit-pace.ts";

/** A pace over a gate that always has something to write, with turns taken by hand. */
function open() {
  const trial = { now: 1000, submits: 0, mayBegin: true, waitingBytes: 0, waitingSegments: 1 };
  const turns: (() => void)[] = [];
  const pace = new CommitPace({
    gate: {
      get mayBegin() {
        return trial.mayBegin;
      },
      get waitingSegments() {
        return trial.waitingSegments;
      },
      submit: () => trial.submits++,
    },
    outlet: {
      get waitingBytes() {
        return trial.waitingBytes;
      },
    },
    timing: { elapsed: () => trial.now, soon: (work) => turns.push(work) },
  });
  const turn = (): void => {
    for (const work of turns.splice(0)) work();
  };
  return { trial, pace, turn };
}

it("writes the first STATE's segments at once", () => {
  const { trial, pace } = open();
  pace.onBytes();
  expect(trial.submits).toBe(1);
});

it("waits for company while bytes come, but no longer than 20 ms", () => {
  const { trial, pace, turn } = open();
  pace.onBytes();
  for (let ms = 1; ms < 20; ms++) {
    trial.now++;
    pace.onBytes();
    turn();
  }
  expect(trial.submits).toBe(1);
  trial.now++;
  pace.onBytes();
  expect(trial.submits).toBe(2);
});

it("waits for nobody where nothing comes", () => {
  const { trial, pace, turn } = open();
  pace.onBytes();
  pace.onBytes();
  expect(trial.submits).toBe(1);
  for (let count = 0; count < 3; count++) turn();
  expect(trial.submits).toBe(2);
});

it.each([{ waitingBytes: 5_000_000 }, { waitingSegments: 3000 }])("does not let much wait: %o", (much) => {
  const { trial, pace } = open();
  pace.onBytes();
  Object.assign(trial, much);
  pace.onBytes();
  expect(trial.submits).toBe(2);
});

it("begins no write while there is nothing to write", () => {
  const { trial, pace, turn } = open();
  trial.mayBegin = false;
  pace.onBytes();
  turn();
  expect(trial.submits).toBe(0);
});

it("waits no more at the end", () => {
  const { trial, pace } = open();
  pace.onBytes();
  pace.end();
  pace.consider();
  expect(trial.submits).toBe(3);
});
