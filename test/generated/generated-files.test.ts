import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { commands } from "../../src/cli/commands/index.ts";
import { generatedFiles } from "../../src/config/generate/generated-files.ts";

const repository = join(import.meta.dirname, "../..");

describe("what is generated from the settings schema", () => {
  it.each(Object.entries(generatedFiles()))("%s is fresh (if not: npm run generate)", (file, text) => {
    expect(readFileSync(join(repository, file), "utf8")).toBe(text);
  });
});

interface Definition {
  readonly name: string;
  readonly namespace: string;
  readonly executable: string;
  readonly capabilities?: readonly string[];
  readonly commands?: Readonly<Record<string, { readonly args: string }>>;
  readonly settings: readonly {
    readonly name: string;
    readonly kind: string;
    readonly value?: unknown;
    readonly sensitive?: boolean;
    readonly description: string;
  }[];
}

function definition(file: string): Definition {
  return parse(generatedFiles()[file] ?? "") as Definition;
}

describe.each(["meltano-plugin.yml", "meltano-mapper.yml"])("%s", (file) => {
  const { settings, executable } = definition(file);

  it("sets no value, because Meltano would let it beat the user's file", () => {
    expect(settings.filter((setting) => "value" in setting)).toEqual([]);
  });

  it("declares the kind of every setting, because Meltano prints others as Python does", () => {
    const kinds = ["string", "integer", "decimal", "boolean", "options", "array", "object"];
    expect(settings.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);
  });

  it("has an executable with a slash in it, because Meltano looks for others on PATH", () => {
    expect(executable.startsWith("./")).toBe(true);
  });

  it("gives every setting a variable of its own", () => {
    const variables = settings.map(({ name }) => name.replaceAll(/[^A-Za-z0-9]/g, "_"));
    expect(new Set(variables).size).toBe(settings.length);
  });

  it("says of every setting what it is for", () => {
    expect(settings.filter(({ description }) => description === "")).toEqual([]);
  });
});

it("marks the map of channels as a secret, and gives the mapper no channels", () => {
  expect(definition("meltano-plugin.yml").settings.find(({ name }) => name === "channels")?.sensitive).toBe(
    true,
  );
  expect(definition("meltano-mapper.yml").settings.map(({ name }) => name)).not.toContain("channels");
});

it("offers only commands that there are, and no capabilities of a utility", () => {
  const { commands: offered = {}, capabilities } = definition("meltano-plugin.yml");
  const known = commands.map(({ name }) => name);
  for (const { args } of Object.values(offered)) expect(known).toContain(args.split(" ")[0]);
  expect(capabilities).toBeUndefined();
});
