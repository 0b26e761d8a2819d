import { expect, it } from "vitest";
import { readStateId } from "./state-id.ts";

it.each([
  ["dev:tap-x-to-target-y", ["dev", "tap-x", "target-y"]],
  ["prod:tap-x-to-target-y:nightly", ["prod", "tap-x", "target-y"]],
  ["dev:shop-to-go-to-warehouse", ["dev", "shop-to-go", "warehouse"]],
  ["dev:tap-a-to-b-to-target-y", ["dev", "tap-a-to-b", "target-y"]],
  ["dev:a-to-b-to-c", ["dev", "a", "b-to-c"]],
  ["2026-11-21T140303--tap-x--target-y", [null, "tap-x", "target-y"]],
  ["dev:something", ["dev", null, null]],
  ["my-own-id", [null, null, null]],
  ["", [null, null, null]],
])("reads the state id %j", (stateId, [environment, tap, target]) => {
  const known = (name: string): boolean => name === "shop-to-go";
  expect(readStateId(stateId, known)).toEqual({ environment, tap, target });
});
