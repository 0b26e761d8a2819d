import fc from "fast-check";
import { expect, it } from "vitest";
import { isDue } from "./due.ts";

const minute = 60_000;
const names = fc.string({ minLength: 1, maxLength: 20 });

it("a check is due at the latest a tenth after its time, and never before four fifths of it", () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 2 ** 40 }), (name, checkedAt) => {
      const check = { name, every: 5 * minute, checkedAt };
      expect(isDue(check, checkedAt + 5.5 * minute)).toBe(true);
      expect(isDue(check, checkedAt + 4 * minute)).toBe(false);
    }),
  );
});

it("checks of one interval don't all come at once", () => {
  const due = Array.from({ length: 100 }, (_, at) =>
    isDue({ name: `c${at}`, every: 10 * minute, checkedAt: 5 }, 10 * minute),
  );
  expect(new Set(due).size).toBe(2);
});

it("what was never looked at is due, and so is all after the clock went back", () => {
  expect(isDue({ name: "a", every: minute, checkedAt: null }, 0)).toBe(true);
  expect(isDue({ name: "a", every: minute, checkedAt: 100 }, 99)).toBe(true);
});
