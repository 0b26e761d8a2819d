import { expect, it } from "vitest";
import { seededRandom } from "../columns/seeded-random.ts";
import { memoryBudget } from "../engine/run-checks.ts";
import { KeyTable } from "./key-table.ts";

function* keys(count: number, seed = 1): Generator<readonly [number, number]> {
  const random = seededRandom(seed);
  const word = (): number => Math.floor(random() * 2 ** 32);
  for (let at = 0; at < count; at++) yield [word(), word()];
}

it("knows all keys again, from one part to many and back to one", () => {
  const table = new KeyTable(memoryBudget(1 << 24));
  for (let round = 0; round < 2; round++) {
    for (const [high, low] of keys(20_000)) expect(table.add(high, low)).toBe(false);
    for (const [high, low] of keys(20_000)) expect(table.add(high, low)).toBe(true);
    expect(table.size).toBe(20_000);
    table.clear();
    expect(table.size).toBe(0);
  }
});

it("takes keys that all belong into one part", () => {
  const table = new KeyTable(memoryBudget(1 << 24));
  for (let low = 0; low < 5000; low++) expect(table.add(7, low)).toBe(false);
  for (let low = 0; low < 5000; low++) expect(table.has(7, low)).toBe(true);
});

it("gives back what it took, and is small at first", () => {
  let held = 0;
  const table = new KeyTable({
    take: (bytes) => {
      held += bytes;
      return true;
    },
    give: (bytes) => {
      held -= bytes;
    },
  });
  table.add(1, 1);
  expect(table.bytes).toBeLessThan(200);
  for (const [high, low] of keys(3000)) table.add(high, low);
  expect(held).toBeGreaterThan(3000 * 8 - 16 * 128);
  table.clear();
  expect(held).toBe(0);
});

it("watches fewer keys where there is no memory for many parts, and never says what isn't so", () => {
  const table = new KeyTable(memoryBudget(5000));
  const watched = [...keys(3000)].filter(([high, low]) => table.add(high, low) === false);
  expect(table.share).toBeLessThan(1);
  expect(watched.length).toBeLessThan(3000);
  for (const [high, low] of keys(3000, 2)) expect(table.has(high, low)).not.toBe(true);
});
