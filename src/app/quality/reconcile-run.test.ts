import { expect, it } from "vitest";
import { aCount, aRun } from "../../../test/fixtures/store/samples.ts";
import type { StreamClaim } from "../../model/run.ts";
import { reconcileRun } from "./reconcile-run.ts";

const good = aRun({ status: "success" });
const counted = aCount({ records: 10, forwarded: 8, quarantined: 1, dropped: 1 });

function sides(tap: number | null, target: number | null): StreamClaim[] {
  const said = { tap, target } as const;
  return (["tap", "target"] as const).flatMap((side) => {
    const records = said[side];
    return records === null ? [] : [{ stream: "orders", side, records }];
  });
}

function reconciled(tap: number | null, target: number | null, changes = {}) {
  const [fact] = reconcileRun(
    { run: good, blocks: 1, streams: [counted], claims: sides(tap, target), ...changes },
    5,
  );
  return fact?.kind === "findings" ? fact : null;
}

it("is equal where all that spoke said the same", () => {
  const passed = [{ stream: "orders", name: "reconcile" }];
  expect(reconciled(10, 8)).toMatchObject({ runId: good.runId, findings: [], passed });
  expect(reconciled(10, null)).toMatchObject({ findings: [], passed });
  expect(reconciled(null, 8)).toMatchObject({ findings: [], passed });
});

it.each([
  [11, 8, "The tap says it sent 11 records, and 10 came."],
  [10, 7, "8 records were forwarded, and the target says it took 7."],
  [null, 0, "8 records were forwarded, and the target says it took 0."],
])("tap %j, target %j: %s", (tap, target, message) => {
  expect(reconciled(tap, target)).toMatchObject({
    passed: [],
    findings: [
      {
        check: "reconcile",
        type: "reconciliation",
        severity: "warning",
        message,
        details: {
          tap_said: tap,
          mapper_saw: 10,
          forwarded: 8,
          quarantined: 1,
          dropped: 1,
          target_said: target,
        },
      },
    ],
  });
});

it("says what the mapper itself does not add up to", () => {
  const lost = aCount({ records: 10, forwarded: 8, quarantined: 1 });
  expect(reconciled(10, null, { streams: [lost] })?.findings[0]?.message).toContain("are not as many");
});

it("says nothing where everybody is silent, the run was not good, or blocks would be mixed", () => {
  expect(reconciled(null, null)).toBeNull();
  expect(reconciled(1, 1, { run: aRun({ status: "failed" }) })).toBeNull();
  expect(reconciled(1, 1, { run: aRun({ status: "unknown" }) })).toBeNull();
  expect(reconciled(1, 1, { blocks: 2 })).toBeNull();
});

it("a stream that only the target knows is nobody's difference", () => {
  expect(reconciled(null, null, { claims: [{ stream: "other", side: "target", records: 3 }] })).toBeNull();
});
