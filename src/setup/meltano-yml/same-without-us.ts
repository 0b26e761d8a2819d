import { isDeepStrictEqual } from "node:util";
import { readSource } from "./source.ts";
import { uneditable } from "./uneditable.ts";

/** What of a file is ours. */
export interface OurParts {
  readonly plugins: ReadonlySet<string>;
  readonly mappings: ReadonlySet<string>;
}

/**
 * The last check before anything is written: read again, do the two texts say the same but for what is ours? So a place
 * that our edits misjudge can cost an edit, never a pipeline.
 */
export function isSameWithoutUs(before: string, after: string, ours: OurParts): boolean {
  const [old, edited] = [before, after].map((text) => withoutUs(dataOf(text), ours));
  return isDeepStrictEqual(old, edited);
}

/** Raises `MELTANO_YML_UNEDITABLE` where the two texts don't say the same but for what is ours. */
export function assertSameWithoutUs(before: string, after: string, ours: OurParts): void {
  if (!isSameWithoutUs(before, after, ours))
    throw uneditable("An edit would have changed more than it should.");
}

type Data = Readonly<Record<string, unknown>>;

function dataOf(text: string): Data {
  const { document, root } = readSource(text);
  return root === null ? {} : document.toJS();
}

function withoutUs(data: Data, ours: OurParts): Data {
  const { plugins, jobs, ...rest } = data;
  const lists = withoutEmpty(
    isData(plugins) ? mapValues(plugins, (list) => withoutPlugins(list, ours)) : { plugins },
  );
  return withoutEmpty({
    ...rest,
    plugins: Object.keys(lists).length === 0 ? null : lists,
    jobs: Array.isArray(jobs) ? jobs.map((job) => withoutMappings(job, ours)) : jobs,
  });
}

function withoutPlugins(list: unknown, { plugins }: OurParts): unknown {
  if (!Array.isArray(list)) return list;
  const others = list.filter((item) => !isData(item) || !plugins.has(String(item["name"])));
  return others.length === 0 ? null : others;
}

function withoutMappings(job: unknown, ours: OurParts): unknown {
  if (!isData(job) || !Array.isArray(job["tasks"])) return job;
  const tasks = job["tasks"].map((task) =>
    Array.isArray(task) ? task.map((part) => namesOf(part, ours)).filter(notEmpty) : namesOf(task, ours),
  );
  return { ...job, tasks: tasks.filter(notEmpty) };
}

function namesOf(task: unknown, { mappings }: OurParts): unknown {
  if (typeof task !== "string") return task;
  return task.split(/\s+/).filter((name) => name !== "" && !mappings.has(name));
}

function notEmpty(value: unknown): boolean {
  return !Array.isArray(value) || value.length > 0;
}

function withoutEmpty(data: Data): Data {
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => value !== null && value !== undefined),
  );
}

function mapValues(data: Data, change: (value: unknown) => unknown): Data {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, change(value)]));
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
