import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repository } from "../setup/cache-folder.ts";

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
const page = readFileSync(join(repository, "docs", "decisions", "0001-dependencies.md"), "utf8");

const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };

it.each(Object.keys(all))("has a recorded reason for %s", (name) => {
  expect(page).toMatch(new RegExp(`^\\|.*(?:^|[\\s|,])${name.replace("/", "\\/")}(?:[\\s|,])`, "m"));
});

it("every driver that a health check loads is an optional peer, and nothing else is", () => {
  const folder = join(repository, "src", "health", "databases");
  const source = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const loaded = [...source.matchAll(/driver<\w+>\(load, "(@[^/"]+\/[^/"]+|[^/"]+)/g)].map(
    ([, name]) => name,
  );
  expect(loaded.length).toBeGreaterThan(5);
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual([...new Set(loaded)].sort());
  for (const name of loaded) expect(manifest.peerDependenciesMeta[name ?? ""]).toEqual({ optional: true });
});
