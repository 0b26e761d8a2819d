import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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
