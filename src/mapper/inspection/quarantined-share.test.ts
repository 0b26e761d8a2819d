import { expect, it } from "vitest";
import { QuarantinedShare } from "./quarantined-share.ts";

function share(quarantined: number, seen: number, maxPercent: number | null = 5): QuarantinedShare {
  return Object.assign(new QuarantinedShare(maxPercent), { quarantined, seen });
}

it("passes at the limit and fails beyond it", () => {
  expect(share(50, 1000).judge("state")).toBeNull();
  expect(share(51, 1000).judge("state")).toMatch(/51 of 1000 records \(5\.1 %\).* 5 % /);
  expect(share(1, 2).judge("end")).toMatch(/50\.0 %/);
});

it("waits for a thousand records in the middle of a run", () => {
  expect(share(999, 999).judge("state")).toBeNull();
  expect(share(999, 999).judge("end")).not.toBeNull();
});

it("never fails where it is off, or nothing was set aside; 0 allows none", () => {
  expect(share(9, 9, null).judge("end")).toBeNull();
  expect(share(0, 0).judge("end")).toBeNull();
  expect(share(1, 100_000, 0).judge("end")).not.toBeNull();
});
