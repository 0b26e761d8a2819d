import { expect, it } from "vitest";
import { record, runTrial, state } from "../../../test/mapper/trial.ts";
import { streamsSettings } from "../../quality/settings.ts";
import { brokenChecks } from "./broken-checks.ts";

const lines = record("a", 1) + state(1);
const broken = (streams: object) =>
  brokenChecks({ streamLayers: [streamsSettings.parse(streams)] }, new Error("no memory"));

it("lets bytes pass where nothing depends on the checks, and says so once", async () => {
  const inspector = broken({ a: { checks: [{ not_null: ["id"] }] } });
  const { output, exitCode, recorder, said } = await runTrial([lines], { inspector });
  expect([output.toString(), exitCode]).toEqual([lines, 0]);
  expect(recorder.totals.incomplete).toBe(true);
  expect(said.filter((line) => line.includes("no memory"))).toHaveLength(1);
  expect(recorder.signals).toMatchObject([{ type: "system_health" }]);
});

it.each([[{ not_null: ["id"], on_violation: "drop" }], [{ not_null: ["id"], fail: { count: 1 } }]])(
  "fails the run where rows depend on them: %j",
  async (check) => {
    const { output, exitCode } = await runTrial([lines], { inspector: broken({ a: { checks: [check] } }) });
    expect([output.toString(), exitCode]).toEqual(["", 1]);
  },
);
