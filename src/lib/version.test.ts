import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { oldestNode, version } from "./version.ts";

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));

it("is the version of the package", () => {
  expect(version).toBe(manifest.version);
});

it("asks for the Node that the package asks for", () => {
  expect(`>=${oldestNode}`.startsWith(manifest.engines.node)).toBe(true);
});
