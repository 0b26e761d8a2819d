import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregates } from "./aggregate.ts";
import { comparisons, holds, parseAmount, parseCondition } from "./condition.ts";

describe("a condition", () => {
  it.each([
    ["last > 30m", { aggregate: "last", comparison: ">", threshold: 1_800, written: "30m" }],
    ["> 5", { aggregate: "last", comparison: ">", threshold: 5, written: "5" }],
    [">5", { aggregate: "last", comparison: ">", threshold: 5, written: "5" }],
    ["p95>=1.5h", { aggregate: "p95", comparison: ">=", threshold: 5_400, written: "1.5h" }],
    ["  max   <  5GiB ", { aggregate: "max", comparison: "<", threshold: 5 * 1024 ** 3, written: "5GiB" }],
    [
      "change_percent < -20%",
      { aggregate: "change_percent", comparison: "<", threshold: -20, written: "-20%" },
    ],
    ["sum == 0", { aggregate: "sum", comparison: "==", threshold: 0, written: "0" }],
    ["avg != 1e3", { aggregate: "avg", comparison: "!=", threshold: 1_000, written: "1e3" }],
    ["delta > -5m", { aggregate: "delta", comparison: ">", threshold: -300, written: "-5m" }],
  ])("%j is read", (text, expected) => {
    expect(parseCondition(text)).toEqual({ kind: "compare", ...expected });
  });

  it("may be that nothing is measured", () => {
    expect(parseCondition(" absent ")).toEqual({ kind: "absent" });
  });

  it.each([
    ["", /must look like/],
    ["last", /must look like/],
    ["last >", /must look like/],
    ["abcent", /did you mean absent/],
    ["p59 > 3", /did you mean p5\d|did you mean p9/],
    ["p95 = 3", /written "=="/],
    ["last > thirty", /no number, duration/],
    ["last > 5 apples", /must look like/],
    ["last > 3 and avg > 2", /must look like/],
    ["mean > 5", /nothing a window can be asked for/],
    ["last > 1e999", /no number/],
    ["last > 5x", /no number/],
  ])("%j is refused, and the sentence says why", (text, sentence) => {
    expect(parseCondition(text)).toMatch(sentence);
  });

  it("is read as it was written, whatever aggregate, comparison, number and spaces it has", () => {
    const space = fc.constantFrom("", " ", "  ", "\t");
    const number = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...aggregates),
        fc.constantFrom(...comparisons),
        number,
        fc.tuple(space, space, space, space),
        (aggregate, comparison, amount, [a, b, c, d]) => {
          const text = `${a}${aggregate}${b}${comparison}${c}${amount}${d}`;
          const parsed = parseCondition(text);
          expect(parsed).toMatchObject({ aggregate, comparison });
          expect(parsed).toHaveProperty("threshold", Object.is(amount, -0) ? 0 : amount);
        },
      ),
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseCondition(text);
        expect(["string", "object"]).toContain(typeof parsed);
      }),
    );
  });

  it("compares as its sign says", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (value, threshold) => {
        expect(comparisons.map((sign) => holds(value, sign, threshold))).toEqual([
          value >= threshold,
          value <= threshold,
          value === threshold,
          value !== threshold,
          value > threshold,
          value < threshold,
        ]);
      }),
    );
  });

  it("takes an amount with every unit", () => {
    const amounts = [
      "1ms",
      "2s",
      "3m",
      "4h",
      "5d",
      "1h30m",
      "7B",
      "1KB",
      "2KiB",
      "3MB",
      "4MiB",
      "0.5GB",
      "50%",
    ];
    expect(amounts.map(parseAmount)).toEqual([
      0.001,
      2,
      180,
      14_400,
      432_000,
      5_400,
      7,
      1_000,
      2_048,
      3e6,
      4 * 1024 ** 2,
      5e8,
      50,
    ]);
  });
});
