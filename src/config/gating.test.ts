import { expect, it } from "vitest";
import { gatingFaults, speaksOfGates } from "./gating.ts";

const at = (...path: (string | number)[]) => ({ path, what: "value" as const, message: "", hint: null });
const layer = {
  streams: {
    a: {
      checks: [
        { not_null: ["id"], on_violation: "quarantine" },
        { range: { field: "x", min: 2, max: 1 }, warn: { count: 0 } },
        { enum: 5, fail: { count: 1 } },
        { enum: 5, fail: { count: 1 }, mode: "shadow" },
        { enum: 5, on_violaton: "drop" },
        { enum: 5, on_violation: "quarantin" },
      ],
    },
    b: { checks: { not_null: ["id"], on_violation: "mask" } },
    c: { owner: 5 },
  },
  channels: { fail: 1 },
};

it.each<[string, (string | number)[], boolean]>([
  ["a rule that quarantines", ["streams", "a", "checks", 0, "not_null"], true],
  ["a rule that only warns", ["streams", "a", "checks", 1, "range"], false],
  ["a rule that fails", ["streams", "a", "checks", 2, "enum"], true],
  ["a rule in shadow", ["streams", "a", "checks", 3, "enum"], false],
  ["a misspelt key", ["streams", "a", "checks", 4, "on_violaton"], true],
  ["a misspelt action", ["streams", "a", "checks", 5, "on_violation"], true],
  ["checks that are no list, with a rule in them", ["streams", "b", "checks"], true],
  ["something else of a stream", ["streams", "c", "owner"], false],
  ["another part of the file", ["channels", "fail"], false],
])("%s", (_, path, gates) => {
  expect(gatingFaults(layer, [at(...path)]).length > 0).toBe(gates);
});

it("sees rules in a text that can't be read", () => {
  expect(speaksOfGates("streams:\n  a:\n  checks: [{on_violation: quarantine}]]")).toBe(true);
  expect(speaksOfGates("streams: {a: {checks: [{unique: [id], fail: {count: 1}}")).toBe(true);
  expect(speaksOfGates("streams: {a: {checks: [{unique: [id]}")).toBe(false);
  expect(speaksOfGates("run: {notify: {failure: error}")).toBe(false);
});
