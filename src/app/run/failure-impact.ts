import type { FailureImpact, FailureRole } from "../../model/dossier.ts";
import type { MapperBlock, Segment } from "../../model/mapper-block.ts";
import type { RunEvidence } from "../../runner/evidence.ts";

/** What our mappers saw of a run. */
export interface Passed {
  readonly blocks: readonly MapperBlock[];
  readonly carriers: readonly { readonly stream: string; readonly blockId: string }[];
  readonly segments: readonly Segment[];
}

/** The block that did not end well: `null` where it was a command, `undefined` where nobody knows. */
export type Unfinished = { readonly tap: string; readonly isBookmarked: boolean } | null | undefined;

/** Which block of a run did not end well. Of a run that Meltano calls good it is that of the plugin to blame. */
export function unfinishedBlock(
  { plan, log }: Pick<RunEvidence, "plan" | "log">,
  failedPlugin: string | null,
): Unfinished {
  const failed = log.blocks.findIndex(({ result }) => result?.success === false);
  const open = failed === -1 ? log.blocks.length : failed;
  const blamed = plan.blocks.findIndex(
    (one) => one.kind === "extract_load" && [one.tap, one.target].includes(failedPlugin ?? ""),
  );
  const at = open < plan.blocks.length ? open : blamed;
  const block = plan.blocks[at];
  if (block === undefined) return undefined;
  const { stateUpdates } = log.blocks[at] ?? log.open;
  return block.kind === "extract_load" ? { tap: block.tap, isBookmarked: stateUpdates > 0 } : null;
}

/**
 * What a failure leaves undone. Blocks that went well are loaded; of the one that failed only what came to a bookmark, and
 * not even that where its target failed: nobody knows what of it that had stored. Where the target confirmed no bookmark at
 * all, everything of the block comes again. Pure.
 */
export function failureImpact({
  passed: { blocks, carriers, segments },
  usual,
  unfinished,
  role,
}: {
  readonly passed: Passed;
  /** The streams of the last good run; `null` where there is none. */
  readonly usual: readonly string[] | null;
  readonly unfinished: Unfinished;
  readonly role: FailureRole;
}): FailureImpact {
  if (blocks.length === 0) return { streams: null, recordsSinceBookmark: null };
  const last = lastBlock(
    unfinished === undefined ? blocks : blocks.filter(({ tap }) => tap === unfinished?.tap),
  );
  const ofLast = last === null ? [] : segments.filter(({ openedAt }) => openedAt >= last.openedAt);
  const open = ofLast.filter(({ closedBy, records }) => closedBy === "eof" && records > 0);
  const left = new Set(open.map(({ stream }) => stream));
  const bookmarked = ofLast.filter(({ stream, closedBy }) => closedBy === "state" && !left.has(stream));
  const wentWell = new Set(
    blocks.filter(({ tap }) => last === null || tap !== last.tap).map(({ blockId }) => blockId),
  );
  const isLost = unfinished?.isBookmarked === false;
  const whole = new Set([
    ...carriers.filter(({ blockId }) => wentWell.has(blockId)).map(({ stream }) => stream),
    ...(role === "target" || isLost ? [] : bookmarked.map(({ stream }) => stream)),
  ]);
  return {
    streams: usual === null ? null : usual.filter((stream) => !whole.has(stream)),
    recordsSinceBookmark: (isLost ? ofLast : open).reduce((sum, { records }) => sum + records, 0),
  };
}

/** The newest: blocks run one after the other, and each attempt has its own. */
function lastBlock(blocks: readonly MapperBlock[]): MapperBlock | null {
  return blocks.reduce<MapperBlock | null>(
    (last, one) => (last === null || one.openedAt >= last.openedAt ? one : last),
    null,
  );
}
