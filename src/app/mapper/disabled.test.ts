import { expect, it } from "vitest";
import { record, runTrial } from "../../../test/mapper/trial.ts";
import { streamsSettings } from "../../quality/settings.ts";
import { forgetful, maskedKeys, maskGuard } from "./disabled.ts";

const layer = streamsSettings.parse({
  "order_*": { checks: [{ sensitive: {}, on_violation: "mask" }] },
  quiet: { checks: [{ sensitive: {}, on_violation: "mask", mode: "shadow" }, { not_null: ["id"] }] },
});

it("knows the streams with a rule that masks", () => {
  expect(maskedKeys({ streamLayers: [layer] })).toEqual(["order_*"]);
});

it("lets every other stream pass, and fails at the first row of one that would have to be masked", async () => {
  const inspector = maskGuard(["order_*"], "tap-x");
  const others = record("items", 1) + record("quiet", 2);
  expect((await runTrial([others], { inspector })).output.toString()).toBe(others);
  const { output, exitCode, reason } = await runTrial([others + record("order_hdr", 1)], { inspector });
  expect([output.toString(), exitCode]).toEqual([others, 1]);
  expect(reason).toMatch(/switched off.*order_hdr/);
});

it("stores nothing", async () => {
  expect(await forgetful.record([])).toBe("stored");
});
