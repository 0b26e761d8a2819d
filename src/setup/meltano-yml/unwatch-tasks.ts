import type { YAMLSeq } from "yaml";
import { readSource } from "./source.ts";
import { type JobTask, jobTasks, type TaskToken } from "./task-tokens.ts";
import {
  applyEdits,
  contentEnd,
  contentStart,
  type Edit,
  lineAfter,
  lineStart,
  removeLines,
} from "./text-edit.ts";

/** The text with these mappings taken out of all tasks, and whose jobs those were. */
export function unwatchTasks(text: string, mappings: ReadonlySet<string>): { text: string; jobs: string[] } {
  const tasks = jobTasks(readSource(text)).filter(({ tokens }) =>
    tokens?.some(({ name }) => mappings.has(name)),
  );
  const edits = tasks.flatMap((task) => removals(text, task, mappings));
  return { text: applyEdits(text, edits), jobs: [...new Set(tasks.map(({ job }) => job))] };
}

function removals(text: string, { tokens }: JobTask, mappings: ReadonlySet<string>): Edit[] {
  const all = tokens ?? [];
  return all.flatMap((token) => {
    if (!mappings.has(token.name)) return [];
    const mates = all.filter(({ scalar }) => scalar === token.scalar);
    if (mates.length === 1) return [withoutItem(text, token.within, token)];
    const at = mates.indexOf(token);
    const previous = mates[at - 1];
    const next = mates[at + 1];
    if (previous !== undefined) return [span(previous.end, token.end)];
    return next === undefined ? [] : [span(token.start, next.start)];
  });
}

function withoutItem(text: string, { items, flow }: YAMLSeq, { scalar }: TaskToken): Edit {
  const [start, end] = [contentStart(scalar), contentEnd(scalar)];
  if (!flow) return removeLines(text, lineStart(text, start), lineAfter(text, end));
  const at = items.indexOf(scalar);
  if (at > 0) return span(contentEnd(items[at - 1]), end);
  return span(start, items.length > 1 ? contentStart(items[1]) : end);
}

function span(from: number, to: number): Edit {
  return { at: from, remove: to - from, insert: "" };
}
