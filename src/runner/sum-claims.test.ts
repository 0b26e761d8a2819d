import { expect, it } from "vitest";
import { sumClaims } from "./sum-claims.ts";

it("adds up what each side said of each stream, and keeps apart what they said of others", () => {
  const before = [
    { stream: "orders", side: "tap", records: 5 },
    { stream: "orders", side: "target", records: 4 },
  ] as const;
  const now = [
    { stream: "orders", side: "tap", records: 7 },
    { stream: "items", side: "tap", records: 1 },
  ] as const;
  expect(sumClaims(before, now)).toEqual([
    { stream: "orders", side: "tap", records: 12 },
    { stream: "orders", side: "target", records: 4 },
    { stream: "items", side: "tap", records: 1 },
  ]);
});
