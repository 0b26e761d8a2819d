import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { mapperPluginName } from "../meltano/blocks.ts";
import { mapperName, ownDefinitions } from "./definitions.ts";
import { snippet } from "./snippet.ts";

const executables = {
  pitchpipe: "./node_modules/.bin/pitchpipe",
  mapper: "./node_modules/.bin/pitchpipe-mapper",
};
const [utility, mapper] = ownDefinitions(executables, "watch");
const generated = (file: string) => parse(readFileSync(join(import.meta.dirname, "../..", file), "utf8"));

describe("our plugins in meltano.yml", () => {
  it("say the same as the long definitions for `meltano add --from-ref`", () => {
    const { name, namespace, executable, commands } = generated("meltano-plugin.yml");
    expect(utility?.body).toEqual({ name, namespace, executable, commands: { tick: commands.tick.args } });
    const long = generated("meltano-mapper.yml");
    expect(mapper?.body).toEqual({
      name: long.name,
      namespace: long.namespace,
      executable: long.executable,
      capabilities: long.capabilities,
      mappings: [{ name: "watch", config: {} }],
    });
  });

  it("have the mapper's name by which runs are recognised as watched", () => {
    expect(mapperName).toBe(mapperPluginName);
  });

  it("are short enough to be read", () => {
    expect(snippet(executables, "watch").split("\n").length).toBeLessThanOrEqual(18);
  });
});
