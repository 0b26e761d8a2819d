import type { MeltanoProject } from "../../meltano/index.ts";
import { readSource, type YamlSource } from "./source.ts";
import { type JobTask, jobTasks, type TaskToken } from "./task-tokens.ts";
import {
  applyEdits,
  columnOf,
  contentEnd,
  contentStart,
  type Edit,
  insertLines,
  lineAfter,
} from "./text-edit.ts";

/** What a name in a task is. */
export type BlockKind = "tap" | "target" | "mapping" | "other";

/** What a project's names are, and which mappings are ours. */
export interface BlockNames {
  readonly kindOf: (name: string) => BlockKind;
  readonly ours: ReadonlySet<string>;
}

/** The names of a project's plugins and mappings; a name it doesn't define is what it looks like, as for Meltano. */
export function blockNames(project: MeltanoProject, ours: readonly string[]): BlockNames {
  const types = new Map(project.plugins.map(({ name, type }) => [name, type]));
  const mappings = new Set([...project.mappings.map(({ name }) => name), ...ours]);
  const kindOf = (name: string): BlockKind => {
    if (mappings.has(name)) return "mapping";
    const type = types.get(name);
    if (type === "extractors" || (type === undefined && name.startsWith("tap-"))) return "tap";
    if (type === "loaders" || (type === undefined && name.startsWith("target-"))) return "target";
    return "other";
  };
  return { kindOf, ours: new Set(ours) };
}

/** The text with `mapping` as the last mapping of every extract-load pair that none of ours watches, and whose jobs those are. */
export function watchTasks(
  text: string,
  names: BlockNames,
  mapping: string,
): { text: string; jobs: string[] } {
  const source = readSource(text);
  const gaps = jobTasks(source).flatMap((task) =>
    unwatchedGaps(task, names).map((gap) => ({ ...gap, job: task.job })),
  );
  const edits = gaps.map(({ before, after }) => insertion(source, before, after, mapping));
  return { text: applyEdits(text, edits), jobs: [...new Set(gaps.map(({ job }) => job))] };
}

interface Gap {
  readonly before: TaskToken;
  readonly after: TaskToken;
}

/** Between which names a mapping of ours is missing: behind tap and mappings, ahead of the target. */
function unwatchedGaps({ tokens }: JobTask, { kindOf, ours }: BlockNames): Gap[] {
  const gaps: Gap[] = [];
  let open: { watched: boolean; last: TaskToken } | null = null;
  for (const token of tokens ?? []) {
    const kind = kindOf(token.name);
    if (kind === "tap") open = { watched: false, last: token };
    else if (kind === "mapping" && open)
      open = { watched: open.watched || ours.has(token.name), last: token };
    else {
      if (kind === "target" && open && !open.watched) gaps.push({ before: open.last, after: token });
      open = null;
    }
  }
  return gaps;
}

function insertion({ text, eol }: YamlSource, before: TaskToken, after: TaskToken, mapping: string): Edit {
  if (before.scalar === after.scalar) return { at: before.end, remove: 0, insert: ` ${mapping}` };
  const { scalar, within } = before;
  const quote = /^["']/.exec(text.slice(contentStart(scalar)))?.[0] ?? "";
  const quoted = `${quote}${mapping}${quote}`;
  if (within.flow) return { at: contentEnd(scalar), remove: 0, insert: `, ${quoted}` };
  const dash = " ".repeat(columnOf(text, contentStart(within)));
  return insertLines(text, lineAfter(text, contentEnd(scalar)), [`${dash}- ${quoted}`], eol);
}
