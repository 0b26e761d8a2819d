import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Aggregate, aggregateOf, aggregates, percentileOf, type WindowData } from "./aggregate.ts";
import { readWindow } from "./reading.ts";
import { type Rule, ruleOf } from "./rule.ts";
import { ruleSettings } from "./settings.ts";

const points = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((pairs) => [...new Map(pairs)].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value })));

type Points = readonly { readonly at: number; readonly value: number }[];

function windowOf(samples: Points): WindowData {
  const values = samples.map(({ value }) => value);
  const [first = { at: 0, value: 0 }] = samples;
  return {
    first,
    last: samples.at(-1) ?? first,
    totals: {
      count: values.length,
      sum: values.reduce((sum, value) => sum + value, 0),
      min: Math.min(...values),
      max: Math.max(...values),
    },
    percentiles: new Map(
      [50, 90, 95, 99].map((rank) => [rank, percentileOf(Float64Array.from(values).sort(), rank)]),
    ),
  };
}

function rule(parts: Record<string, unknown>): Rule {
  const made = ruleOf(ruleSettings.parse({ name: "r", metric: "m", ...parts }), "file");
  if (made === null) throw new TypeError("no rule");
  return made;
}

const nothing = { labels: {}, atLeast: null };

describe("an aggregate", () => {
  it("is what a person would reckon", () => {
    const window = windowOf([
      { at: 0, value: 10 },
      { at: 10_000, value: 40 },
      { at: 20_000, value: 20 },
    ]);
    const all = Object.fromEntries(aggregates.map((name) => [name, aggregateOf(name, window)]));
    expect(all).toMatchObject({
      last: 20,
      avg: 70 / 3,
      min: 10,
      max: 40,
      sum: 70,
      count: 3,
      rate: 0.5,
      delta: 10,
      change_percent: 100,
      p50: 20,
      p90: 36,
      p95: 38,
    });
  });

  it("is not known where one sample can't say it", () => {
    const window = windowOf([{ at: 5, value: 3 }]);
    for (const name of ["rate", "delta", "change_percent"] as const)
      expect(aggregateOf(name, window)).toBeNull();
    expect(
      aggregateOf(
        "change_percent",
        windowOf([
          { at: 0, value: 0 },
          { at: 1, value: 9 },
        ]),
      ),
    ).toBeNull();
  });

  it("lies between the least and the greatest value, and grows with its rank", () => {
    fc.assert(
      fc.property(points, (samples) => {
        const window = windowOf(samples);
        const [p50, p90, p95, p99] = (["p50", "p90", "p95", "p99"] as const).map((name) =>
          Number(aggregateOf(name, window)),
        );
        const { min, max } = window.totals ?? { min: 0, max: 0 };
        const ladder = [min, p50, p90, p95, p99, max].map(Number);
        for (const [at, value] of ladder.entries())
          expect(value).toBeGreaterThanOrEqual(Number(ladder[at - 1] ?? min) - 1e-6);
      }),
    );
  });

  it("a percentile is exact: half of an odd number of values lie on either side of the median", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 99 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const middle = sorted.length % 2 === 1 ? sorted[(sorted.length - 1) / 2] : null;
        if (middle !== null) expect(percentileOf(sorted, 50)).toBe(middle);
        expect(percentileOf(sorted, 0)).toBe(sorted[0]);
        expect(percentileOf(sorted, 100)).toBe(sorted.at(-1));
      }),
    );
  });
});

describe("a reading", () => {
  const window = windowOf([
    { at: 1, value: 5 },
    { at: 2, value: 9 },
  ]);

  it.each<[string, boolean, number]>([
    ["last > 8", true, 9],
    ["avg > 8", false, 7],
    ["count >= 2", true, 2],
  ])("of %s holds: %s", (condition, held, value) => {
    expect(readWindow(rule({ condition }), window, nothing)).toEqual({
      kind: "value",
      value,
      holds: held,
      at: 2,
    });
  });

  it("of an empty window says nothing", () => {
    expect(readWindow(rule({ condition: "last > 8" }), null, nothing)).toEqual({ kind: "no_data" });
    expect(readWindow(rule({ condition: "delta > 8" }), { ...window, first: null }, nothing)).toEqual({
      kind: "no_data",
    });
  });

  it("of an expression sees all values and the labels", () => {
    const expression = 'max > 2.0 * min || labels["job"] == "x"';
    const labels = { job: "x" };
    expect(readWindow(rule({ expression }), window, { labels, atLeast: null })).toMatchObject({
      holds: true,
    });
    expect(readWindow(rule({ expression: "last > avg" }), window, nothing)).toMatchObject({
      holds: true,
      value: 9,
    });
  });

  it("of an expression that can't be computed is an error, not an answer", () => {
    const read = readWindow(rule({ expression: 'labels["nowhere"] == "x"' }), window, nothing);
    expect(read).toMatchObject({ kind: "error", message: expect.stringMatching(/nowhere/) });
  });

  it("counts a run that goes on as at least so long, never as shorter", () => {
    const slow = rule({ condition: "last > 8" });
    const running = (value: number) => ({ labels: {}, atLeast: { at: 50, value } });
    expect(readWindow(slow, window, running(100))).toMatchObject({ value: 100, holds: true, at: 50 });
    expect(readWindow(slow, window, running(1))).toMatchObject({ value: 9, holds: true, at: 2 });
    expect(readWindow(slow, null, running(1))).toMatchObject({ value: 1, holds: false });
    expect(readWindow(rule({ condition: "max > 8" }), window, running(70))).toMatchObject({ value: 70 });
    expect(readWindow(rule({ condition: "p95 > 0" }), window, running(70))).toMatchObject({
      value: aggregateOf("p95" satisfies Aggregate, window),
    });
  });
});
