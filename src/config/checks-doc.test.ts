import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkKeys } from "../quality/settings.ts";
import { loadConfig } from "./load.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/checks.md"), "utf8");
const examples = [...text.matchAll(/```yaml\n([\s\S]+?)```/g)].map(([, yaml = ""]) => yaml);

describe("docs/checks.md", () => {
  it("has a section with an example for every check", () => {
    const sections = text.split(/^## /m).map((section) => section.split("\n")[0]);
    for (const key of checkKeys) {
      expect(sections).toContain(`\`${key}\``);
      expect(examples.some((yaml) => yaml.includes(`{${key}: `))).toBe(true);
    }
  });

  it.each(examples)("has an example that loads: %s", (yaml) => {
    const root = mkdtempSync(join(tmpdir(), "pitchpipe-checks-"));
    try {
      writeFileSync(join(root, "pitchpipe.yml"), yaml);
      const options = { root, sysDir: root, env: {}, environment: null, job: null, overrides: {} };
      expect(loadConfig(options).problems).toEqual([]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
