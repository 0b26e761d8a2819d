import { expect, it } from "vitest";
import type { Dossier } from "../../model/dossier.ts";
import type { Run } from "../../model/run.ts";
import { type FailedRun, groupErrors } from "./group-errors.ts";

const day = 86_400_000;
const failed = (
  at: number,
  parts: Partial<Run> = {},
  dossier: Partial<Dossier> | null = null,
): FailedRun => ({
  run: {
    runId: `run-${at}`,
    job: "daily",
    startedAt: at,
    cause: "tap-x failed",
    failedPlugin: "tap-x",
    ...parts,
  } as Run,
  dossier: dossier as Dossier | null,
});
const refused = {
  signature: "network.refused",
  category: "network",
  plugin: "tap-x",
  cause: "Refused.",
} as const;
const span = { since: 0, now: 10 * day };

it("groups by signature and plugin, the most frequent first", () => {
  const groups = groupErrors(
    [
      failed(9 * day, {}, refused),
      failed(8 * day, { job: "hourly" }, refused),
      failed(7 * day, {}, { ...refused, plugin: "target-y" }),
    ],
    span,
  );
  expect(groups).toMatchObject([
    { count: 2, plugin: "tap-x", jobs: ["daily", "hourly"], firstAt: 8 * day, lastAt: 9 * day, trend: null },
    { count: 1, plugin: "target-y" },
  ]);
});

it("takes failures without a signature for one where only their numbers differ", () => {
  const groups = groupErrors(
    [
      failed(2, { cause: "line 17 is bad" }),
      failed(1, { cause: "line 4 is bad" }),
      failed(0, { cause: "else" }),
    ],
    span,
  );
  expect(groups.map(({ count, category }) => [count, category])).toEqual([
    [2, "unknown"],
    [1, "unknown"],
  ]);
});

it.each([
  ["rising", [1, 6, 7, 8, 9]],
  ["falling", [1, 2, 3, 4, 9]],
  ["steady", [1, 2, 8, 9]],
  [null, [7, 8, 9]],
] as const)("says that it is %s", (trend, days) => {
  const members = days.toReversed().map((at) => failed(at * day, {}, refused));
  expect(groupErrors(members, span)[0]?.trend).toBe(trend);
});
