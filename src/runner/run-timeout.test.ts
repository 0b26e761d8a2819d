import { expect, it } from "vitest";
import { timeLimit } from "./run-timeout.ts";

it.each([
  ["nobody's", null, {}, null, { ms: null, own: true }],
  ["that of the settings", null, {}, 7_200_000, { ms: 7_200_000, own: true }],
  [
    "Meltano's variable before it",
    null,
    { MELTANO_RUN_TIMEOUT: "60" },
    7_200_000,
    { ms: 60_000, own: false },
  ],
  ["its option before all", "5", { MELTANO_RUN_TIMEOUT: "60" }, 7_200_000, { ms: 5000, own: false }],
  ["Meltano's to complain of", "soon", {}, 7_200_000, { ms: null, own: false }],
])("the time limit is %s", (_case, timeout, env, ofSettings, limit) => {
  expect(timeLimit({ timeout }, env, ofSettings)).toEqual(limit);
});
