import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryBudget } from "../engine/run-checks.ts";
import { IntegerTable } from "./integer-table.ts";

const table = (bytes = 1 << 24) => new IntegerTable(memoryBudget(bytes));

describe("a table of integers", () => {
  it("agrees with a set, whatever their signs and sizes are", () => {
    const near = fc.integer({ min: -70, max: 70 });
    const far = fc.tuple(fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 45, 2 ** 53 - 100), near);
    const apart = fc.maxSafeInteger();
    const any = fc.oneof(
      near,
      apart,
      far.map(([base, by]) => Math.min(base + by, Number.MAX_SAFE_INTEGER)),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 2000 }), (integers) => {
        const [own, set] = [table(), new Set<number>()];
        for (const integer of integers) {
          expect(own.add(integer)).toBe(set.has(integer));
          set.add(integer);
        }
        expect(own.count()).toBe(set.size);
      }),
    );
  });

  it("holds a million that follow one another in less than a megabyte, upwards or downwards", () => {
    for (const step of [1, -1]) {
      const own = table(1 << 20);
      for (let at = 0; at < 1_000_000; at++)
        if (own.add(at * step) !== false) expect.fail(`${at} was not there`);
      expect(own.share).toBe(1);
      expect(own.count()).toBe(1_000_000);
      expect(own.add(500_000 * step)).toBe(true);
    }
  });

  it("says of scattered ones that were there only what is so, where memory ends", () => {
    const own = table(50_000);
    const integer = (at: number): number => at * 7919 * 64;
    for (let at = 0; at < 20_000; at++) expect(own.add(integer(at))).not.toBe(true);
    expect(own.share).toBeLessThan(1);
    let known = 0;
    for (let at = 0; at < 20_000; at++) if (own.add(integer(at)) === true) known++;
    expect(known / 20_000).toBeCloseTo(own.share, 1);
  });

  it("knows nothing of before once it was cleared", () => {
    const own = table();
    for (const integer of [1, 2, 33]) own.add(integer);
    own.clear();
    expect(own.count()).toBe(0);
    expect(own.add(2)).toBe(false);
  });
});
