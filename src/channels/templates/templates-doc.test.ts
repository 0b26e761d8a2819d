import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { alertTypes } from "../../model/signal.ts";
import { templateFaults } from "./check.ts";
import { detailsOf } from "./details.ts";
import { templateFields } from "./fields.ts";
import { longestOutput, longestTemplate, renderMs } from "./limits.ts";
import { templatesSettings } from "./settings.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/templates.md"), "utf8");

describe("docs/templates.md", () => {
  it("lists every field, with what it holds, and none that is not there", () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, name, holds]) => [name, holds]);
    const fields = rows.filter(([name]) => !alertTypes.some((type) => type === name));
    expect(fields).toEqual(Object.entries(templateFields));
  });

  it("lists what is known of each type beside what any may have", () => {
    const any = Object.keys(detailsOf("custom"));
    const list = (keys: readonly string[]): string => keys.map((key) => `\`${key}\``).join(", ");
    expect(page).toContain(`| any, from a rule or \`alerts send\` | ${list(any)} |`);
    for (const type of alertTypes) {
      const own = Object.keys(detailsOf(type)).filter((key) => !any.includes(key));
      if (own.length > 0) expect(page).toContain(`| \`${type}\` | ${list(own)} |`);
    }
  });

  it("has an example without a fault, and the limits that hold", () => {
    const [, yaml = ""] = /```yaml\n([\s\S]+?)```/.exec(page) ?? [];
    const templates = templatesSettings.parse(parse(yaml).templates);
    const context = { timeZone: "UTC", labels: new Set<string>(), annotations: new Set<string>() };
    expect(templateFaults(templates, context)).toEqual([]);
    for (const limit of [longestTemplate, longestOutput])
      expect(page).toContain(`${limit.toLocaleString("en-US")}`);
    expect(page.replaceAll("\n", " ")).toContain(`after ${renderMs / 1000} seconds`);
  });
});
