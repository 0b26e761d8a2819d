import type { Finding } from "../model/finding.ts";
import type { MapperBlock } from "../model/mapper-block.ts";
import type { Attempt } from "../model/run.ts";

type Opened = Pick<MapperBlock, "blockId" | "tap" | "openedAt" | "statesForwarded">;
type Begun = Pick<Attempt, "number" | "startedAt">;

/** A finding, and the block whose mapper saw it. */
export interface BlockFinding {
  readonly blockId: string;
  readonly finding: Finding;
}

/** Checks that judge a stream as a whole: of half a stream they say nothing. */
const ofWholeStream: ReadonlySet<string> = new Set([
  ...["row_count", "volume", "freshness", "null_rate", "bookmark", "activate_version", "strict"],
]);

/** Checks of how much came: where two attempts brought a part each, neither part can be judged. */
const ofAmount: ReadonlySet<string> = new Set(["row_count", "volume"]);

/**
 * The findings of a run that hold once it was tried again. What a check said at the end of a stream that a later attempt
 * began anew was said of half a stream; rows in violation stay, whichever attempt brought them.
 */
export function findingsThatHold<Held extends BlockFinding>(
  findings: readonly Held[],
  { blocks, attempts }: { readonly blocks: readonly Opened[]; readonly attempts: readonly Begun[] },
): Held[] {
  if (attempts.length < 2) return [...findings];
  const superseded = supersededBlocks(blocks, attempts);
  const taps = new Set(superseded.flatMap(({ tap, statesForwarded }) => (statesForwarded > 0 ? [tap] : [])));
  const broken = new Set(superseded.map(({ blockId }) => blockId));
  const divided = new Set(blocks.flatMap(({ blockId, tap }) => (taps.has(tap) ? [blockId] : [])));
  return findings.filter(
    ({ blockId, finding: { check } }) =>
      !(broken.has(blockId) && ofWholeStream.has(check)) && !(divided.has(blockId) && ofAmount.has(check)),
  );
}

/** Blocks whose tap a later attempt started again. */
function supersededBlocks(blocks: readonly Opened[], attempts: readonly Begun[]): Opened[] {
  const begun = [...attempts].sort((a, b) => b.startedAt - a.startedAt);
  const numberOf = ({ openedAt }: Opened): number =>
    begun.find(({ startedAt }) => startedAt <= openedAt)?.number ?? 0;
  return blocks.filter((block) =>
    blocks.some((other) => other.tap === block.tap && numberOf(other) > numberOf(block)),
  );
}
