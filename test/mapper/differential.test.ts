import { it } from "vitest";
import { bytesAndSegmentsHold, defaultInspector, statesWait } from "./differential.ts";

it("passes 10,000 hostile streams on unchanged, with the right segments", async () => {
  await bytesAndSegmentsHold(10_000);
});

it("passes 3,000 of them on the same where the default checks look into each record", async () => {
  await bytesAndSegmentsHold(3000, defaultInspector);
});

it("holds back every STATE until its segments are recorded, in 2,000 hostile streams", async () => {
  await statesWait(2000);
});
