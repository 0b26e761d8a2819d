import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run, RunPlugin } from "../../model/run.ts";
import type { BlockAccount } from "./account.ts";
import { endOf } from "./run-events.ts";

/** A block of a run's plan, with what was seen of it. */
export interface SeenBlock {
  /** The plugins that work in it, by their names. */
  readonly plugins: readonly string[];
  /** Our mappers in it, of all attempts. */
  readonly mappers: readonly MapperBlock[];
}

type Times = Pick<BlockAccount, "startedAt" | "end">;

/**
 * When the blocks of a run began and how they ended. Meltano runs them in order and stops at the first that fails: what stands
 * before the one that ended the run went well, what stands behind it never began. Where nobody knows which one that was, nothing
 * is said of any.
 */
export function blockEnds(
  blocks: readonly SeenBlock[],
  run: Run,
  plugins: readonly RunPlugin[],
): readonly Times[] {
  const type = endOf(run);
  const last = type === "COMPLETE" ? blocks.length - 1 : lastBegun(blocks, run, plugins);
  let from = run.startedAt;
  return blocks.map(({ mappers }, index): Times => {
    if (index > last) return { startedAt: null, end: null };
    const startedAt = Math.max(from, earliest(mappers) ?? from);
    const at = index === last ? endOfRun(run, startedAt) : (latestClose(mappers) ?? startedAt);
    from = Math.max(startedAt, at);
    return { startedAt, end: type === null ? null : { type: index === last ? type : "COMPLETE", at: from } };
  });
}

/** The block that the run ended in; -1 where nobody knows. */
function lastBegun(
  blocks: readonly SeenBlock[],
  { failedPlugin }: Run,
  plugins: readonly RunPlugin[],
): number {
  const seen = blocks.findLastIndex(({ mappers }) => mappers.length > 0);
  const blamed =
    failedPlugin === null ? -1 : blocks.findLastIndex((block) => block.plugins.includes(failedPlugin));
  if (blamed >= 0 && (blamed >= seen || seen === -1)) return blamed;
  const isOver = seen >= 0 && endedWell(blocks[seen], plugins);
  return isOver && blamed < 0 ? Math.min(seen + 1, blocks.length - 1) : seen;
}

function endedWell(block: SeenBlock | undefined, plugins: readonly RunPlugin[]): boolean {
  const codes = (block?.plugins ?? []).map(
    (name) => plugins.find((plugin) => plugin.name === name)?.exitCode,
  );
  return codes.length > 0 && codes.every((code) => code === 0);
}

function endOfRun({ endedAt, heartbeatAt }: Run, startedAt: number): number {
  return Math.max(startedAt, endedAt ?? heartbeatAt ?? startedAt);
}

function earliest(mappers: readonly MapperBlock[]): number | null {
  return mappers.length === 0 ? null : Math.min(...mappers.map(({ openedAt }) => openedAt));
}

function latestClose(mappers: readonly MapperBlock[]): number | null {
  const closed = mappers.flatMap(({ closedAt }) => closedAt ?? []);
  return closed.length === 0 ? null : Math.max(...closed);
}
