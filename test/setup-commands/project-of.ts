import { parse } from "yaml";
import type { MeltanoProject } from "../../src/meltano/project.ts";

interface Named {
  readonly name: string;
}
interface Written {
  readonly plugins?: Record<string, (Named & { inherit_from?: string; mappings?: Named[] })[] | null> | null;
  readonly jobs?: (Named & { tasks?: (string | string[])[] })[];
  readonly schedules?: (Named & { interval?: string; job?: string })[];
}

/** What Meltano would make of a `meltano.yml` without `include_paths`, for tests of pure deciders. */
export function projectOf(text: string): MeltanoProject {
  const written: Written = parse(text, { merge: true }) ?? {};
  const lists = Object.entries(written.plugins ?? {}).map(([type, items]) => [type, items ?? []] as const);
  return {
    root: "/project",
    name: "project",
    projectId: null,
    sysDir: "/project/.meltano",
    defaultEnvironment: null,
    environments: [],
    jobs: (written.jobs ?? []).map(({ name, tasks }) => ({ name, tasks: (tasks ?? []).map(flat) })),
    schedules: (written.schedules ?? []).map(({ name, interval, job }) => ({
      name,
      interval: interval ?? "",
      job: job ?? null,
    })),
    plugins: lists.flatMap(([type, items]) =>
      items.map(({ name, inherit_from }) => ({
        type,
        name,
        namespace: name,
        inheritFrom: inherit_from ?? null,
        capabilities: [],
        settings: [],
      })),
    ),
    mappings: lists.flatMap(([, items]) =>
      items.flatMap(({ name: mapper, mappings }) => (mappings ?? []).map(({ name }) => ({ mapper, name }))),
    ),
  };
}

function flat(task: string | readonly string[]): string {
  return typeof task === "string" ? task : task.join(" ");
}
