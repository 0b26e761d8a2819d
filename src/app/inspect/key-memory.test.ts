import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyMemory } from "./key-memory.ts";

const key = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.double({ noNaN: true }),
  fc.string({ maxLength: 3 }),
);

describe("a key memory", () => {
  it("knows every key again, and no other", () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 2000 }), (keys) => {
        const memory = new KeyMemory({ left: Number.MAX_SAFE_INTEGER });
        const seen = new Set<string | number>();
        for (const one of keys) {
          expect(memory.has(one)).toBe(seen.has(one));
          seen.add(one);
        }
        expect(memory).toMatchObject({ checked: keys.length, unchecked: 0 });
      }),
    );
  });

  it("says what it doesn't know once its budget is spent, and still knows what it knew", () => {
    const memory = new KeyMemory({ left: 40_000 });
    const first = Array.from({ length: 5000 }, (_, id) => memory.has(id * 1.5));
    expect(first.indexOf(null)).toBe(2048);
    expect(memory).toMatchObject({ checked: 2048, unchecked: 2952 });
    expect([memory.has(3), memory.has(7000), memory.has("text")]).toEqual([true, null, null]);
  });

  it("shares its budget with others, and gives it back", () => {
    const budget = { left: 200 };
    const [one, other] = [new KeyMemory(budget), new KeyMemory(budget)];
    expect([one.has("a"), one.has("b"), one.has("c"), other.has("a")]).toEqual([false, false, false, null]);
    one.clear();
    expect(budget.left).toBe(200);
    expect(one.has("a")).toBe(false);
  });
});
