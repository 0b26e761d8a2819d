import { describe, expect, it } from "vitest";
import type { MeltanoProject } from "../meltano/project.ts";
import { planRun } from "./plan.ts";

const plugin = (type: string, name: string) =>
  ({ type, name, namespace: name, inheritFrom: null, capabilities: [], settings: [] }) as never;

const project = {
  root: "/srv/etl",
  name: "etl",
  projectId: null,
  sysDir: "/srv/etl/.meltano",
  defaultEnvironment: "dev",
  environments: ["dev"],
  schedules: [],
  jobs: [
    { name: "daily-load", tasks: ["tap-x watch target-y", "dbt:run"] },
    { name: "plain", tasks: ["tap-x target-y"] },
  ],
  plugins: [
    plugin("extractors", "tap-x"),
    plugin("loaders", "target-y"),
    plugin("mappers", "pitchpipe-mapper"),
    plugin("utilities", "dbt"),
  ],
  mappings: [
    { mapper: "pitchpipe-mapper", name: "watch" },
    { mapper: "hasher", name: "hash" },
  ],
} as unknown as MeltanoProject;

const plan = (text: string) => planRun(text.split(" ").filter(Boolean), project);

describe("the plan of a run", () => {
  it.each([
    ["daily-load", "daily-load"],
    ["tap-x watch target-y", "tap-x-to-target-y"],
    ["tap-x target-y dbt:run", "tap-x-to-target-y+dbt:run"],
    ["daily-load plain", "daily-load+plain"],
    ["tap-x target-y plain dbt", "tap-x-to-target-y+plain+dbt"],
    ["nope", "nope"],
    ["", ""],
  ])("labels `%s` as %s", (names, job) => {
    expect(plan(names).job).toBe(job);
  });

  it("expands a job into Meltano's blocks", () => {
    expect(plan("daily-load")).toMatchObject({
      tasks: ["tap-x watch target-y", "dbt:run"],
      blocks: [
        { kind: "extract_load", tap: "tap-x", mappings: ["watch"], target: "target-y", watched: true },
        { kind: "command", plugin: "dbt", command: "run" },
      ],
    });
  });

  it("knows a mapping of somebody else's mapper from ours", () => {
    expect(plan("tap-x hash target-y").blocks).toMatchObject([{ watched: false }]);
    expect(plan("tap-x hash watch target-y").blocks).toMatchObject([{ watched: true }]);
  });

  it("names the plugins at work with their roles, mappings as their mapper", () => {
    expect(plan("daily-load tap-x hash target-y").plugins).toEqual([
      { name: "tap-x", role: "tap" },
      { name: "pitchpipe-mapper", role: "mapper" },
      { name: "target-y", role: "target" },
      { name: "dbt", role: "other" },
      { name: "hasher", role: "mapper" },
    ]);
  });

  it("knows our mapper by the names of meltano.yml, also where it is not in use", () => {
    const watcher = { plugin: "pitchpipe-mapper", mapping: "watch" };
    expect(plan("daily-load").watcher).toEqual(watcher);
    expect(plan("plain").watcher).toEqual(watcher);
    expect(planRun(["plain"], { ...project, mappings: [] }).watcher).toBeNull();
  });

  it("keeps a tap without its target as Meltano's to refuse", () => {
    expect(plan("tap-x").blocks).toEqual([{ kind: "command", plugin: "tap-x", command: null }]);
  });
});
