import { isAlias, isScalar, isSeq, type Scalar, type YAMLSeq } from "yaml";
import { pairOf, textOf, type YamlSource } from "./source.ts";
import { contentEnd, contentStart } from "./text-edit.ts";

/** A name in a job's task, and where it stands in the file. */
export interface TaskToken {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The string it is part of. */
  readonly scalar: Scalar;
  /** The list that holds the string. */
  readonly within: YAMLSeq;
}

/** A task of a job as its names; `null` where it is written so that its names have no place of their own (an alias). */
export interface JobTask {
  readonly job: string;
  readonly tokens: readonly TaskToken[] | null;
}

/** The tasks of all jobs that stand in this file, in order. */
export function jobTasks(source: YamlSource): JobTask[] {
  const jobs = pairOf(source.root, "jobs")?.value;
  if (!isSeq(jobs)) return [];
  return jobs.items.flatMap((job) => {
    const name = textOf(job, "name");
    const tasks = pairOf(job, "tasks")?.value;
    if (name === null || !isSeq(tasks)) return [];
    return tasks.items.map((task) => ({ job: name, tokens: tokensOf(source.text, task, tasks) }));
  });
}

function tokensOf(text: string, task: unknown, within: YAMLSeq): TaskToken[] | null {
  if (isScalar(task)) return namesIn(text, task, within);
  if (!isSeq(task) || isAlias(task)) return null;
  const parts = task.items.map((part) => (isScalar(part) ? namesIn(text, part, task) : null));
  return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
}

function namesIn(text: string, scalar: Scalar, within: YAMLSeq): TaskToken[] | null {
  if (typeof scalar.value !== "string") return null;
  const end = contentEnd(scalar);
  let from = contentStart(scalar);
  const tokens: TaskToken[] = [];
  for (const name of scalar.value.split(/\s+/).filter(Boolean)) {
    const start = text.indexOf(name, from);
    // An escape in a quoted string: the name is not spelt out in the text.
    if (start === -1 || start + name.length > end) return null;
    from = start + name.length;
    tokens.push({ name, start, end: from, scalar, within });
  }
  return tokens;
}
