import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { edgesOf } from "./imports.ts";

const src = join(import.meta.dirname, "../../src");

/** Every file of ours that a file loads, now or later. */
function closureOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file) || !existsSync(join(src, file))) return seen;
  seen.add(file);
  const edges = edgesOf(file, readFileSync(join(src, file), "utf8"));
  for (const { target, typeOnly } of edges) if (!typeOnly) closureOf(target, seen);
  return seen;
}

it("a mapper reads its settings without the engines that only others judge them by: templates, routes, rules", () => {
  const closure = closureOf("cli/bin/pitchpipe-mapper.ts");
  expect(closure.size).toBeGreaterThan(50);
  expect(closure).toContain("config/load-mapper.ts");
  for (const file of ["config/load.ts", "config/template-checks.ts", "channels/templates/engine.ts"])
    expect(closure).not.toContain(file);
});
