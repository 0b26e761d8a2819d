import { expect, it } from "vitest";
import { pluginOfCommandLine } from "./run-processes.ts";

it.each([
  [
    "/venv/bin/python\0/venv/bin/tap-x\0--config\0/p/.meltano/run/tap-x/tap.0199-a.config.json\0",
    { plugin: "tap-x", role: "tap" },
  ],
  [
    "node\0mapper.js\0--config\0/p/.meltano/run/pitchpipe-mapper/mapper.01.config.json\0",
    { plugin: "pitchpipe-mapper", role: "mapper" },
  ],
  [
    "target-y\0--config\0/p/.meltano/run/target-y/target.01.config.json",
    { plugin: "target-y", role: "target" },
  ],
  ["vim\0/p/meltano.yml", null],
])("tells which plugin the command line %s is of", (commandLine, plugin) => {
  expect(pluginOfCommandLine(commandLine)).toEqual(plugin);
});
