import { afterAll, beforeAll, expect, it } from "vitest";
import { bitsOf, type TamperedStore, tamperedStore } from "../../../test/audit/tampered-store.ts";
import { scratchFolder } from "../../../test/fixtures/store/databases.ts";

const root = scratchFolder();
let tampered: TamperedStore;

beforeAll(async () => {
  tampered = await tamperedStore(root, 1_000);
});

afterAll(async () => {
  await tampered[Symbol.asyncDispose]();
});

it("finds nothing in a thousand entries of a store that nobody touched", async () => {
  expect(tampered.entries.length).toBeGreaterThanOrEqual(1_000);
  expect(await tampered.breach()).toBeNull();
});

// Every bit of each column is tried by the soak, and every bit of the entries themselves by verify-chains.test.ts.
it("finds a bit that was changed in any column of any entry's row", async () => {
  const missed: string[] = [];
  for (const [at, cell] of tampered.cells.entries()) {
    const bit = (at * 7919) % bitsOf(cell);
    if (!(await tampered.isFlipFound(cell, bit))) missed.push(`${cell.sequence} ${cell.column} ${bit}`);
  }
  expect(missed).toEqual([]);
  expect(await tampered.breach()).toBeNull();
});

it("finds each row that was taken out, and each pair of rows that changed places", async () => {
  const missed: string[] = [];
  for (const [at, { sequence, chain }] of tampered.entries.entries()) {
    if (!(await tampered.isRemovalFound(sequence))) missed.push(`removed ${sequence}`);
    // Between chains there is no order but that one names another's head.
    const next = tampered.entries.slice(at + 1).find((entry) => entry.chain === chain)?.sequence;
    if (next !== undefined && !(await tampered.isSwapFound(sequence, next)))
      missed.push(`swapped ${sequence}`);
  }
  expect(missed).toEqual([]);
  expect(await tampered.breach()).toBeNull();
});

it("finds an end that was cut off, however long", async () => {
  const missed: number[] = [];
  for (let left = tampered.entries.length - 1; left >= 0; left -= 1) {
    tampered.cutLast();
    if ((await tampered.breach()) === null) missed.push(left);
  }
  expect(missed).toEqual([]);
});
