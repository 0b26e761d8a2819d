import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "../../test/setup-commands/folder-with.ts";
import { loadConfig } from "../config/load.ts";
import { starterConfig } from "./starter-config.ts";

const text = starterConfig({ timezone: "Europe/Berlin", schema: "./node_modules/pitchpipe/schema.json" });

function load(content: string, env: Record<string, string> = {}) {
  const root = folderWith({ "pitchpipe.yml": content });
  const options = { root, sysDir: join(root, ".meltano"), environment: null, job: null, overrides: {} };
  return loadConfig({ ...options, env });
}

describe("the pitchpipe.yml to begin with", () => {
  it("is valid as it stands", () => {
    const { problems, settings } = load(text);
    expect(problems).toEqual([]);
    expect(settings.timezone).toBe("Europe/Berlin");
    expect(settings.channels).toMatchObject({ log: { type: "log" } });
  });

  it("is valid with every example taken out of its comment", () => {
    const lines = text
      .split("\n")
      .map((line) => line.replace(/^(\s*)# (?!yaml-language)( *(?:[\w-]+:|- \{).*)$/, "$1$2"));
    expect(lines.filter((line) => /^\s*#/.test(line))).toHaveLength(4);
    const { problems, settings } = load(lines.join("\n"), { HOOK_URL: "https://example.com/hook" });
    expect(problems).toEqual([]);
    expect(settings.channels).toMatchObject({ hook: { url: "https://example.com/hook" } });
    expect(settings.run).toMatchObject({ stall_after: 600_000 });
  });
});
