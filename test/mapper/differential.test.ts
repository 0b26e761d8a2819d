import { it } from "vitest";
import { bytesAndSegmentsHold, statesWait } from "./differential.ts";

it("passes 10,000 hostile streams on unchanged, with the right segments", async () => {
  await bytesAndSegmentsHold(10_000);
});

it("holds back every STATE until its segments are recorded, in 2,000 hostile streams", async () => {
  await statesWait(2000);
});
