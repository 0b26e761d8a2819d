import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectOf } from "../../test/setup-commands/project-of.ts";
import { planInit } from "./plan-init.ts";
import { planRemove } from "./plan-remove.ts";

const folder = join(import.meta.dirname, "../../test/fixtures/projects");
const executables = {
  pitchpipe: "./node_modules/.bin/pitchpipe",
  mapper: "./node_modules/.bin/pitchpipe-mapper",
};
const files = readdirSync(folder).filter((file) => file.endsWith(".yml"));
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const init = (text: string, update = false) =>
  planInit({ text, project: projectOf(text) }, { executables, update });
const remove = (text: string) => planRemove({ text, project: projectOf(text) });

describe("init on a real-looking meltano.yml", () => {
  it.each(files)("writes what people would have written into %s", async (file) => {
    await expect(init(read(file)).withJobs).toMatchFileSnapshot(join(folder, "after-init", file));
  });

  it.each(files)("changes nothing of %s the second time", (file) => {
    const once = init(read(file)).withJobs;
    expect(init(once).withJobs).toBe(once);
    expect(init(once)).toMatchObject({ jobs: [], outdated: [] });
  });

  it.each(files)("goes out of %s again, byte for byte", (file) => {
    expect(remove(init(read(file)).withJobs).after).toBe(read(file));
  });
});
