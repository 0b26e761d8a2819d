import { afterEach, beforeEach, expect, it } from "vitest";
import { scratchFolder } from "../fixtures/store/databases.ts";
import { bitsOf, type TamperedStore, tamperedStore } from "./tampered-store.ts";

const root = scratchFolder();
let tampered: TamperedStore;

beforeEach(async () => {
  tampered = await tamperedStore(root, 100);
});

afterEach(async () => {
  await tampered[Symbol.asyncDispose]();
});

const hour = 3_600_000;

// Of a thousand entries verify-chains.test.ts tries every bit, without the rows around them.
it(
  "finds every bit that was changed, in every column of every row",
  async () => {
    const missed: string[] = [];
    for (const cell of tampered.cells)
      for (let bit = 0; bit < bitsOf(cell); bit += 1)
        if (!(await tampered.isFlipFound(cell, bit))) missed.push(`${cell.sequence} ${cell.column} ${bit}`);
    expect(missed).toEqual([]);
    expect(await tampered.breach()).toBeNull();
  },
  2 * hour,
);
