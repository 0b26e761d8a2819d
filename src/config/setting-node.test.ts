import { expect, it } from "vitest";
import { z } from "zod";
import { byteSize, duration, switchable } from "../lib/setting-types.ts";
import { settingNode } from "./setting-node.ts";

it.each([
  [z.int(), { types: new Set(["integer"]) }],
  [z.number().int().min(1), { types: new Set(["integer"]) }],
  [z.number(), { types: new Set(["number"]) }],
  [z.boolean().default(true), { types: new Set(["boolean"]), default: true, optional: true }],
  [z.string().nullable(), { types: new Set(["string"]), optional: false }],
  [z.any(), { types: new Set(["string", "number", "boolean"]) }],
  [z.preprocess((value) => value, z.string()), { types: new Set(["string"]) }],
  [z.literal(["a", 1]), { values: ["a", 1] }],
  [duration.default(90_000), { default: "90s" }],
  [duration.default(0), { default: "0s" }],
  [duration.default(1500), { default: "1500ms" }],
  [duration.default(86_400_000 * 7), { default: "7d" }],
  [byteSize.default(16 * 1024 ** 2), { default: "16MiB" }],
  [switchable(duration).default(null), { default: "none", values: ["none", false] }],
  [
    z.string().meta({ description: "in" }).optional().meta({ description: "out" }),
    { meta: { description: "out" } },
  ],
])("%# says what a scalar setting is", (schema, node) => {
  expect(settingNode(schema)).toMatchObject({ kind: "leaf", ...node });
});

it("says what structures are, also of those that may be switched off", () => {
  expect(settingNode(switchable(z.array(z.string())))).toMatchObject({
    kind: "list",
    item: { kind: "leaf" },
  });
  expect(settingNode(z.lazy(() => z.record(z.string(), z.int())))).toMatchObject({ kind: "map" });
});

it("unfolds a schema that contains itself only as far as it is walked", () => {
  const tree: z.ZodType = z.strictObject({
    get below() {
      return z.array(tree).default([]);
    },
  });
  const node = settingNode(tree);
  const below = node.kind === "object" ? node.fields.get("below") : undefined;
  expect(below).toMatchObject({ kind: "list", default: [], item: { kind: "object" } });
});
