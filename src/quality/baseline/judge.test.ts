import { describe, expect, it } from "vitest";
import { falseAlarmShare } from "../../../bench/quality/false-alarms.ts";
import { type JudgeOptions, judgePoint } from "./judge.ts";
import { levelOf, runsOfNewLevel } from "./level.ts";
import type { BaselinePoint } from "./point.ts";

const day = 86_400_000;
/** A Monday. */
const start = Date.UTC(2026, 0, 5, 3);
const options: JudgeOptions = {
  scale: "count",
  sensitivity: 3,
  minHistory: 7,
  accepted: null,
  localTime: (at) => ({ weekday: new Date(at).getUTCDay(), hour: new Date(at).getUTCHours() }),
};

/** Daily runs; a value in a list of its own was told as unusual. */
function daily(...values: (number | [number])[]): BaselinePoint[] {
  return values.map((value, index) => ({
    runId: `run-${index}`,
    at: start + index * day,
    value: typeof value === "number" ? value : value[0],
    flagged: typeof value !== "number",
  }));
}

function judgeNext(value: number, history: readonly BaselinePoint[], changes: Partial<JudgeOptions> = {}) {
  return judgePoint(value, start + history.length * day, history, { ...options, ...changes });
}

const steady = (count: number, value = 1000): number[] => Array.from({ length: count }, () => value);

describe("where a z-score with the tested point in its own training set can't fire", () => {
  it.each([7, 8, 9, 10, 14, 20])("five times as much fires after %i runs", (runs) => {
    expect(judgeNext(5000, daily(...steady(runs)))).toMatchObject({ outcome: "unusual" });
    expect(judgeNext(200, daily(...steady(runs)))).toMatchObject({ outcome: "unusual" });
  });

  it("the second day of an outage fires as the first did", () => {
    const history = daily(...steady(13), [150]);
    expect(judgeNext(150, history)).toMatchObject({ outcome: "unusual" });
  });

  it("a change from a constant fires", () => {
    expect(judgeNext(1500, daily(...steady(20)))).toMatchObject({ outcome: "unusual" });
  });

  it("the minimum of history is honoured, and is an outcome of its own", () => {
    expect(judgeNext(5000, daily(...steady(6)))).toMatchObject({
      outcome: "insufficient_history",
      points: 6,
    });
    expect(judgeNext(5000, daily(...steady(6)), { minHistory: 6 })).toMatchObject({ outcome: "unusual" });
    expect(judgeNext(5000, daily(...steady(12)), { minHistory: 13 })).toMatchObject({
      outcome: "insufficient_history",
    });
  });

  it("what was told as unusual trains nobody", () => {
    const history = daily(...steady(10), [9000], 1000, [8000], 1000, [9500], 1000);
    expect(judgeNext(9000, history)).toMatchObject({ outcome: "unusual", band: { points: 13 } });
  });
});

describe("nothing at all", () => {
  it("fires where there always was something, whatever the spread", () => {
    expect(judgeNext(0, daily(1, 4, 2, 9, 3, 1, 5))).toMatchObject({ outcome: "unusual" });
    expect(judgeNext(0, daily(...steady(7)))).toMatchObject({ outcome: "unusual" });
  });

  it("goes on firing while it lasts, and is never taken for a level", () => {
    const zeros = Array.from({ length: 20 }, (): [number] => [0]);
    expect(judgeNext(0, daily(...steady(8), ...zeros))).toMatchObject({ outcome: "unusual" });
  });

  it("is usual where it came before and went again", () => {
    expect(judgeNext(0, daily(1, 4, 2, 9, 3, [0], 1, 5, 2))).toMatchObject({ outcome: "usual" });
    expect(judgeNext(0, daily(0, 4, 0, 9, 0, 0, 5))).toMatchObject({ outcome: "usual" });
  });

  it("says nothing in the first run", () => {
    expect(judgeNext(0, [])).toMatchObject({ outcome: "insufficient_history" });
  });
});

describe("a new level", () => {
  it("is told until it lasted five runs, then it is usual, and the old one is not", () => {
    const told = Array.from({ length: runsOfNewLevel - 1 }, (): [number] => [3000]);
    expect(judgeNext(3000, daily(...steady(10), ...told))).toMatchObject({ outcome: "unusual" });
    const lasting = daily(...steady(11), ...told, [3100]);
    expect(judgeNext(3000, lasting)).toMatchObject({ outcome: "usual", level: "lasting" });
    const week = daily(...steady(11), ...told, [3100], 3000, 3050, 2950);
    expect(judgeNext(3000, week)).toMatchObject({ outcome: "usual", level: "lasting" });
    expect(judgeNext(1000, week)).toMatchObject({ outcome: "unusual" });
  });

  it("is one too right behind, or before, another told run that doesn't agree", () => {
    const lasting: [number][] = [[3000], [3000], [3050], [3000], [3000]];
    const behind = daily(...steady(11), [1600], ...lasting);
    expect(judgeNext(3000, behind)).toMatchObject({ outcome: "usual", level: "lasting" });
    const week = [...behind, ...daily(...steady(17), 3000, 3050, 2950).slice(17)];
    expect(judgeNext(1000, week)).toMatchObject({ outcome: "unusual" });
    const before = daily(...steady(11), ...lasting, [30_000]);
    expect(judgeNext(3000, before)).toMatchObject({ outcome: "usual", level: "lasting" });
    expect(judgeNext(30_000, before)).toMatchObject({ outcome: "unusual" });
  });

  it("is none where the values don't agree", () => {
    const wild = daily(...steady(10), [3000], [9], [80_000], [3], [40_000]);
    expect(levelOf(wild, null, "count").begun).toBe("always");
  });

  it("can be accepted at once", () => {
    const history = daily(...steady(10), [3000], 3000, 3000, 3000, 3000, 3000, 3000);
    const accepted = { from: history[10]?.at ?? 0 };
    expect(judgeNext(3000, history, { accepted })).toMatchObject({ outcome: "usual", level: "accepted" });
    expect(judgeNext(15_000, history, { accepted })).toMatchObject({ outcome: "unusual" });
  });
});

describe("the time of the week", () => {
  const weekday = (index: number): number => (index % 7 >= 5 ? 300 : 1000);
  const weeks = daily(...Array.from({ length: 26 }, (_, index) => weekday(index)));

  it("a Saturday is compared with Saturdays", () => {
    expect(judgeNext(300, weeks)).toMatchObject({ outcome: "usual" });
    expect(judgeNext(1000, weeks)).toMatchObject({ outcome: "unusual" });
  });

  it("a weekday that is nothing special explains nothing, however few of it there are", () => {
    for (const days of [8, 10, 13, 16, 20]) {
      const history = daily(...Array.from({ length: days }, (_, index) => 1000 + 30 * (index % 5)));
      for (const value of [500, 2000])
        expect([days, value, judgeNext(value, history).outcome]).toEqual([days, value, "unusual"]);
    }
  });

  it("a second Sunday is explained by the first, where that was far from usual", () => {
    const history = daily(...steady(6), 150, ...steady(6));
    expect(judgeNext(190, history)).toMatchObject({ outcome: "usual" });
    expect(judgeNext(5000, history)).toMatchObject({ outcome: "unusual" });
  });

  it("a Monday is compared with Mondays too, where Mondays are nothing special", () => {
    const monday = [...weeks, ...daily(...Array.from({ length: 28 }, (_, i) => weekday(i))).slice(26)];
    expect(judgeNext(1000, monday)).toMatchObject({ outcome: "usual" });
    expect(judgeNext(300, monday)).toMatchObject({ outcome: "unusual" });
  });

  it("a first Saturday is not judged by working days", () => {
    const twiceADay = daily(...steady(8)).map((point, index) => ({
      ...point,
      at: start + (index * day) / 2,
    }));
    const saturday = start + 5 * day;
    expect(judgePoint(300, saturday, twiceADay, options)).toMatchObject({ outcome: "usual" });
    expect(judgePoint(100, saturday, twiceADay, options)).toMatchObject({ outcome: "unusual" });
  });

  it("hourly runs are compared with the same hour of the same weekday", () => {
    const hour = day / 24;
    const level = (at: number): number => (new Date(at).getUTCHours() < 6 ? 40 : 4000);
    const hourly = Array.from({ length: 24 * 15 }, (_, index) => {
      const at = start + index * hour;
      return { runId: String(index), at, value: level(at), flagged: false };
    });
    const next = start + 24 * 15 * hour;
    expect(judgePoint(40, next, hourly, options)).toMatchObject({ outcome: "usual" });
    expect(judgePoint(4000, next + 10 * hour, hourly, options)).toMatchObject({ outcome: "usual" });
    expect(judgePoint(40, next + 10 * hour, hourly, options)).toMatchObject({ outcome: "unusual" });
  });
});

describe("other scales", () => {
  it("a percent of next to nothing may move by points", () => {
    const history = daily(0, 0, 0.1, 0, 0, 0, 0);
    expect(judgeNext(0.9, history, { scale: "percent" })).toMatchObject({ outcome: "usual" });
    expect(judgeNext(40, history, { scale: "percent" })).toMatchObject({ outcome: "unusual" });
  });

  it("a plain value may be below zero", () => {
    const history = daily(-5, -5.2, -4.9, -5, -5.1, -5, -5);
    expect(judgeNext(-5.3, history, { scale: "plain" })).toMatchObject({ outcome: "usual" });
    expect(judgeNext(5, history, { scale: "plain" })).toMatchObject({ outcome: "unusual" });
  });
});

describe("simulated healthy histories of ±15 % noise", () => {
  const simulation = { runs: 25, histories: 300, weekend: 1, growthPerDay: 0, seed: 7 } as const;

  it("a floor of a tenth of the median hardly ever cries wolf", () => {
    expect(falseAlarmShare({ ...simulation, floor: 0.1, noise: "uniform" })).toBeLessThan(0.01);
    expect(falseAlarmShare({ ...simulation, floor: 0.1, noise: "normal" })).toBeLessThan(0.06);
  });

  it("half of that cries wolf more often, and no floor does so in many", () => {
    const at = (floor: number) => falseAlarmShare({ ...simulation, floor, noise: "normal" });
    expect(at(0.05)).toBeGreaterThan(2 * at(0.1));
    expect(at(0.001)).toBeGreaterThan(0.15);
  });

  it("thirty runs with weekends and growth stay quiet", () => {
    const grown = { ...simulation, runs: 30, weekend: 0.3, growthPerDay: 0.01, floor: 0.1 };
    expect(falseAlarmShare({ ...grown, noise: "uniform" })).toBeLessThan(0.02);
  });
});
