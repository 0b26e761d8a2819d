import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { projectOf } from "../../test/setup-commands/project-of.ts";
import { projectText } from "../../test/setup-commands/project-text.ts";
import { ownDefinitions } from "./definitions.ts";
import { planInit } from "./plan-init.ts";
import { planRemove } from "./plan-remove.ts";

const executables = { pitchpipe: "/opt/node/bin/pitchpipe", mapper: "/opt/node/bin/pitchpipe-mapper" };
const projectWith = (text: string) => {
  const project = projectOf(text);
  return { ...project, mappings: [...project.mappings, { mapper: "transform", name: "m1" }] };
};
const init = (text: string) => planInit({ text, project: projectWith(text) }, { executables, update: false });
const remove = (text: string) => planRemove({ text, project: projectWith(text) }).after;

describe("init on any meltano.yml in block style", () => {
  it("adds our plugins and nothing else to what the file says", () => {
    fc.assert(
      fc.property(projectText, (text) => {
        const data = parse(text) ?? {};
        const plugins = { ...data.plugins };
        for (const { type, body } of ownDefinitions(executables, "watch"))
          plugins[type] = [...(plugins[type] ?? []), body];
        expect(parse(init(text).withPlugins)).toEqual({ ...data, plugins });
      }),
      { numRuns: 40 },
    );
  });

  it("keeps every line of the file, in order", () => {
    fc.assert(
      fc.property(projectText, (text) => {
        const after = init(text)
          .withPlugins.split("\n")
          .map((line) => line.replace(/ ?\[.*\]/, ""));
        let at = -1;
        for (const line of text.split("\n")) {
          const empty = line.replace(/ ?\[.*\]/, "");
          at = after.findIndex((candidate, index) => index > at && candidate.trimEnd() === empty.trimEnd());
          expect(at, line).toBeGreaterThan(-1);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("puts the mapping before the target of every pair, once", () => {
    fc.assert(
      fc.property(projectText, (text) => {
        const after = parse(init(text).withJobs);
        const expected = (parse(text).jobs ?? []).map((job: { tasks: (string | string[])[] }) =>
          job.tasks.map((task) => [task].flat().join(" ").replaceAll(" target", " watch target")),
        );
        const tasks = (after.jobs ?? []).map((job: { tasks: (string | string[])[] }) =>
          job.tasks.map((task) => [task].flat().join(" ")),
        );
        expect(tasks).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("changes nothing the second time, and goes out again byte for byte", () => {
    fc.assert(
      fc.property(projectText, (text) => {
        const once = init(text).withJobs;
        expect(init(once).withJobs).toBe(once);
        expect(remove(once)).toBe(text);
        expect(remove(init(text).withPlugins)).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});
