import { type RunCommandLine, readRest } from "./command-line.ts";
import { blockLabel, type PlannedBlock, type RunPlan } from "./plan.ts";
import type { RunLogState } from "./run-log.ts";
import { runTokens } from "./run-tokens.ts";

/** A start of Meltano: the first one is the user's command line as it is. */
export interface Start {
  readonly line: RunCommandLine;
  /** What this start does; its blocks are counted from its own first one, as Meltano does. */
  readonly plan: RunPlan;
}

export interface RestartOptions {
  readonly log: RunLogState;
  readonly failedPlugin: string | null;
  readonly from: "block" | "job";
}

/**
 * The next start after one that failed: at the block that failed (nothing behind it was run), or at the first one. Where
 * nobody knows which block it was, all of them are run again.
 */
export function restart({ line, plan }: Start, options: RestartOptions): Start {
  const first = options.from === "job" || plan.blocks.length === 0 ? 0 : blockToRestart(plan, options);
  if (first === 0) return { line: withoutTimeout(line, line.rest), plan };
  const blocks = plan.blocks.slice(first);
  const kept = runTokens(line.rest).flatMap((token) => (token.kind === "option" ? token.written : []));
  const rest = [...kept, ...blocks.flatMap(namesOf)];
  return { line: withoutTimeout(line, rest), plan: { ...plan, blocks } };
}

/** How the block at which a start begins is called; `null` where it begins at the first one. */
export function startsAt(start: Start, whole: RunPlan): string | null {
  const [first] = start.plan.blocks;
  return first === undefined || start.plan.blocks.length === whole.blocks.length ? null : blockLabel(first);
}

/** The place of the block that failed: by Meltano's word, else the one that never ended, else the blamed plugin's. */
function blockToRestart({ blocks }: RunPlan, { log, failedPlugin }: RestartOptions): number {
  const failed = log.blocks.findIndex(({ result }) => result?.success === false);
  if (failed >= 0) return Math.min(failed, blocks.length - 1);
  if (log.blocks.length < blocks.length) return log.blocks.length;
  const blamed = blocks.flatMap((block, at) => (pluginsOf(block).includes(failedPlugin ?? "") ? [at] : []));
  return blamed.length === 1 ? (blamed[0] ?? 0) : 0;
}

function pluginsOf(block: PlannedBlock): string[] {
  return block.kind === "extract_load" ? [block.tap, block.target] : [block.plugin];
}

function namesOf(block: PlannedBlock): string[] {
  if (block.kind === "extract_load") return [block.tap, ...block.mappings, block.target];
  return [blockLabel(block)];
}

/** The user's time limit is that of the whole: what is left of it is said anew for each start. */
function withoutTimeout(line: RunCommandLine, rest: readonly string[]): RunCommandLine {
  const tokens = runTokens(rest);
  if (!tokens.some((token) => token.kind === "option" && token.name === "--timeout"))
    return { ...line, rest, blocks: readRest(rest).blocks };
  const names = tokens.flatMap((token) => (token.kind === "block" ? [token.name] : []));
  const options = tokens.flatMap((token) =>
    token.kind === "option" && token.name !== "--timeout" ? token.written : [],
  );
  return { ...line, rest: [...options, ...names], blocks: names, timeout: null };
}
