import { expect, it } from "vitest";
import { Ledger } from "./ledger.ts";
import { settledCounts } from "./settled-counts.ts";

it("counts a row as quarantined once the disk has it", () => {
  const ledger = new Ledger();
  ledger.touch("a", 1).quarantined += 3;
  ledger.touch("b", 1).quarantined += 1;
  let unsettled = new Map<string | null, number>([["a", 2]]);
  const told = () =>
    settledCounts(ledger, { unsettled: () => unsettled }).map(({ stream, records, quarantined }) => [
      stream,
      records,
      quarantined,
    ]);
  expect(told()).toEqual([
    ["a", 1, 1],
    ["b", 1, 1],
  ]);
  // It is told again until nothing waits any more, without anything new.
  expect(told()).toEqual([["a", 1, 1]]);
  unsettled = new Map();
  expect(told()).toEqual([["a", 3, 3]]);
  expect(told()).toEqual([]);
});
