import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { floors } from "./floors.ts";
import { edgesOf, readEdges, violation } from "./imports.ts";

const src = join(import.meta.dirname, "../../src");

describe("the house", () => {
  it("lets imports fall only from floor to floor", () => {
    expect(
      readEdges(src)
        .map(violation)
        .filter((line) => line !== null),
    ).toEqual([]);
  });

  it("opens every folder with a README that says in, out and never", () => {
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) {
      const readme = join(src, name, "README.md");
      expect(existsSync(readme), `src/${name}/README.md`).toBe(true);
      const text = readFileSync(readme, "utf8");
      expect(text, `src/${name}/README.md`).toMatch(/In:[\s\S]*Out:[\s\S]*Never:/);
      expect(text.split("\n").length, `src/${name}/README.md`).toBeLessThanOrEqual(41);
    }
  });
});

describe("what is written about the house", () => {
  const root = join(src, "..");
  const architecture = readFileSync(join(root, "docs/architecture.md"), "utf8");

  it("has each folder on its floor", () => {
    const rows = [...architecture.matchAll(/^\| (\d) \| (.+) \|$/gm)];
    const drawn = new Map(
      rows.flatMap(([, floor, text = ""]) =>
        [...text.matchAll(/`(\w+)`/g)].map(([, folder = ""]) => [folder, Number(floor)] as const),
      ),
    );
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders)
      expect(drawn.get(name), `src/${name} in docs/architecture.md`).toBe(Math.floor(floors[name] ?? -1));
  });

  it("names only files and folders that exist", () => {
    const files = readdirSync(src, { recursive: true, encoding: "utf8" });
    const exists = (path: string): boolean =>
      existsSync(join(root, path)) || files.some((file) => `/${file}/`.endsWith(`/${path}/`));
    const readmes = files.filter((file) => file.endsWith("README.md")).map((file) => `src/${file}`);
    for (const page of ["docs/architecture.md", ...readmes]) {
      const named = readFileSync(join(root, page), "utf8").matchAll(
        /`((?:[\w-]+\/)*[\w-]+\.ts|(?:[\w-]+\/)+)`/g,
      );
      for (const [, path = ""] of named)
        expect(exists(path.replace(/\/$/, "")), `${page} names ${path}`).toBe(true);
    }
  });
});

describe("the test of the house", () => {
  const judge = (file: string, line: string): string | null | undefined =>
    edgesOf(file, line).map(violation)[0];

  it.each([
    ["lib/a.ts", 'import { x } from "../model/b.ts";', "imports only go down"],
    ["mapper/a.ts", 'import { x } from "../runner/b.ts";', "never meet"],
    ["runner/a.ts", 'import { x } from "../alerts/b.ts";', "may not import"],
    ["config/a.ts", 'import { x } from "../mapper/driver.ts";', "only mapper/settings.ts"],
    ["alerts/a.ts", 'import { x } from "../channels/channel.ts";', "only types"],
    ["mapper/a.ts", 'const x = await import("../store/open.ts");', "may not import store"],
    ["mapper/a.ts", 'import {\n  x,\n} from "../server/open.ts";', "never meet"],
  ])("names the offending edge in %s", (file, line, rule) => {
    expect(judge(file, line)).toContain(rule);
  });

  it.each([
    ["alerts/a.ts", 'import type { Channel } from "../channels/channel.ts";'],
    ["config/a.ts", 'import { s } from "../mapper/settings.ts";'],
    ["mapper/a.ts", 'import { x } from "./b.ts";'],
  ])("allows what the rules allow in %s", (file, line) => {
    expect(judge(file, line)).toBeNull();
  });
});
