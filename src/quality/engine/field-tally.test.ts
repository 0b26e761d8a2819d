import { expect, it } from "vitest";
import type { Outcome } from "../check.ts";
import { FieldTallies } from "./field-tally.ts";

const breaking: Outcome = { outcome: "violated", message: "It broke.", breaking: 1 };
const safe: Outcome = { outcome: "violated", message: "It grew.", severity: "info" };

function tallied(...outcomes: readonly Outcome[]) {
  const tallies = new FieldTallies();
  for (const outcome of outcomes) tallies.addOutcome(outcome, 1);
  return tallies.all().map(({ severity, message, violations }) => [severity, message, violations]);
}

it.each([
  ["what is mild stays mild", [safe], ["info", "It grew.", 1]],
  ["what came later and is mild takes no weight away", [breaking, safe], [null, "It broke.", 2]],
  ["what came later and is worse is what is told", [safe, breaking], [null, "It broke.", 2]],
  [
    "what names its weight is the heavier one",
    [breaking, { ...safe, severity: "error" }],
    ["error", "It grew.", 2],
  ],
] as const)("%s", (_, outcomes, expected) => {
  expect(tallied(...outcomes)).toEqual([expected]);
});
