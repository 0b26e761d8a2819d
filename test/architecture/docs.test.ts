import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { channelSettings } from "../../src/channels/settings.ts";
import { errorCodes } from "../../src/lib/error-codes.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("the documents", () => {
  it("have a section for each error code, beginning with the catalogue's sentence, and none for a dead one", () => {
    const page = read("docs/errors.md");
    const sections = [...page.matchAll(/^## (\w+)\n\n(.+)/gm)];
    expect(sections.map(([, code]) => code)).toEqual(Object.keys(errorCodes));
    for (const [, code, text] of sections)
      expect(text).toContain(errorCodes[code as keyof typeof errorCodes]);
  });

  it("link to files that exist", () => {
    const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
      .filter((page) => page.endsWith(".md"))
      .map((page) => `docs/${page}`);
    for (const page of [...pages, "README.md", "CHANGELOG.md"]) {
      for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
        expect(existsSync(join(root, page, "..", target)), `${page} links to ${target}`).toBe(true);
      }
    }
  });

  it("promise nothing that no test tries to break", () => {
    const promises = read("docs/guarantees.md")
      .split(/\n(?=- |\n)/)
      .map((item) => item.trim())
      .filter((item) => item.startsWith("- ") && !item.startsWith("- Not:"));
    expect(promises.length).toBeGreaterThan(10);
    for (const line of promises) expect(line).toMatch(/\]\(\.\.\/(src|test)\/[^)]+\.(test|soak)\.ts\)/);
  });

  it("have a runbook for each type of alert that can be raised today", () => {
    for (const type of raisedTypes())
      expect(existsSync(join(root, `docs/runbooks/${type}.md`)), type).toBe(true);
  });

  it("have a page for each type of channel", () => {
    const types = channelSettings.options.map(({ shape }) => shape.type.value);
    expect(types.length).toBeGreaterThan(10);
    for (const type of types) expect(existsSync(join(root, `docs/channels/${type}.md`)), type).toBe(true);
  });
});

/** Alert types that stand in the sources as a value, outside of their list. */
function raisedTypes(): Set<string> {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("model/"),
  );
  const found = sources.flatMap((file) =>
    [...read(`src/${file}`).matchAll(/\btype: "([a-z]+_[a-z]+)"/g)].map((match) => match[1] ?? ""),
  );
  return new Set(found.filter((type) => /^(pipeline|data|schema|volume|connection|sla|system)_/.test(type)));
}
