import { ourMappings } from "../../meltano/index.ts";
import type { MeltanoProject } from "../../meltano/project.ts";
import type { MapperBlock, StreamCount } from "../../model/mapper-block.ts";
import type { Run, StreamClaim } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import { plannedBlocks } from "../lineage/planned-blocks.ts";
import { type Comparison, compareSides, type Incomparable, type Sides } from "./compare-sides.ts";
import { besideBatches, ofAttempts } from "./partial-counts.ts";

/** One stream of a run with all counts of it, and what they say of one another. */
export interface GatheredStream {
  readonly sides: Sides;
  readonly comparison: Comparison;
  /** Whether the mapper's counts are those of one attempt that is over. */
  readonly isFinal: boolean;
  /** Which plugins it went through, where that is known. */
  readonly tap: string | null;
  readonly target: string | null;
}

/** All streams of a run, and what the target's reader says that it took in of all of them together. */
export interface GatheredRun {
  readonly run: Run;
  readonly streams: readonly GatheredStream[];
  readonly totals: {
    readonly forwarded: number | null;
    readonly targetRead: number | null;
    readonly equal: boolean | null;
  };
}

/** Everything that the store holds of who counted what. */
export interface RunCounts {
  readonly run: Run;
  readonly attempts: number;
  readonly blocks: readonly MapperBlock[];
  readonly counts: readonly StreamCount[];
  readonly carriers: readonly { readonly stream: string; readonly blockId: string }[];
  readonly claims: readonly StreamClaim[];
  /** The extract-load blocks of the run, as `meltano.yml` has them now. */
  readonly planned: readonly PlannedBlock[];
}

/** An extract-load block, and whether somebody else's mapper stands before or behind ours. */
export interface PlannedBlock {
  readonly tap: string;
  readonly target: string;
  readonly watched: boolean;
  readonly changedBefore: boolean;
  readonly changedBehind: boolean;
}

/** The extract-load blocks of a run, as far as they are known. */
function plannedOfRun(project: MeltanoProject, run: Run, mappers: readonly MapperBlock[]): PlannedBlock[] {
  const ours = ourMappings(project);
  return plannedBlocks(project, run, mappers).map(({ tap, target, watched, mappings }) => {
    const first = mappings?.findIndex((name) => ours.has(name)) ?? 0;
    const last = mappings?.findLastIndex((name) => ours.has(name)) ?? 0;
    return {
      ...{ tap, target, watched },
      changedBefore: watched && (mappings === null || first > 0),
      changedBehind: watched && (mappings === null || last < mappings.length - 1),
    };
  });
}

/** Reads what was counted of a run. Claims that are not stored yet can be handed in. */
export async function readCounts(
  store: Store,
  run: Run,
  { project, claims }: { readonly project: MeltanoProject; readonly claims?: readonly StreamClaim[] },
): Promise<RunCounts> {
  const { runId } = run;
  const blocks = await store.blocks.ofRun(runId);
  return {
    run,
    attempts: (await store.runs.attempts(runId)).length,
    blocks,
    counts: await store.blocks.streams(runId),
    carriers: await store.blocks.carriers(runId),
    claims: claims ?? (await store.runs.claims(runId)),
    planned: plannedOfRun(project, run, blocks),
  };
}

/** Puts the counts of a run side by side, stream by stream. */
export function gather(counts: RunCounts): GatheredRun {
  const named = counts.claims.filter(({ side }) => side !== "target_input").map(({ stream }) => stream);
  const names = [...new Set([...counts.counts.map(({ stream }) => stream), ...named])];
  const streams = names.map((stream) => gatherStream(stream, counts));
  return { run: counts.run, streams, totals: totalsOf(counts) };
}

function gatherStream(stream: string, counts: RunCounts): GatheredStream {
  const blocks = blocksOf(stream, counts);
  const [block] = blocks;
  const planned = blocks.length === 1 ? plannedOf(block, counts) : null;
  const sides = sidesOf(stream, counts);
  const unfinished = doubtsOfRun(counts);
  const doubts = [...unfinished, ...(blocks.length === 0 ? [] : doubtsOfStream(blocks, counts))];
  const retried = retriedText(counts);
  const hasBatches = hadBatches(stream, counts) || mayBeBatches(sides, counts);
  const compared = compareSides(sides, incomparable(planned));
  const attempted = retried === null ? compared : ofAttempts(compared, retried);
  return {
    sides,
    comparison: doubted(hasBatches ? besideBatches(attempted) : attempted, doubts),
    isFinal: unfinished.length === 0 && retried === null,
    tap: planned?.tap ?? block?.tap ?? null,
    target: planned?.target ?? null,
  };
}

function blocksOf(stream: string, { blocks, carriers }: RunCounts): MapperBlock[] {
  const ids = new Set(carriers.filter((one) => one.stream === stream).map(({ blockId }) => blockId));
  return blocks.filter(({ blockId }) => ids.has(blockId));
}

/** The planned block of a mapper's: of its tap's name, or the only one where the mapper does not know its tap. */
function plannedOf(block: MapperBlock | undefined, { planned, blocks }: RunCounts): PlannedBlock | null {
  if (block === undefined) return null;
  const meant = planned.filter(({ tap }) => block.tap === null || tap === block.tap);
  const isSure = meant.length === 1 && (block.tap !== null || blocks.length === 1);
  return isSure ? (meant[0] ?? null) : null;
}

function incomparable(planned: PlannedBlock | null): Incomparable {
  return {
    ...(planned?.changedBefore ? { tap: "Another mapper stands between the tap and ours, or may." } : {}),
    ...(planned?.changedBehind
      ? { target: "Another mapper stands between ours and the target, or may." }
      : {}),
  };
}

function sidesOf(stream: string, counts: RunCounts): Sides {
  const seen = counts.counts.find((count) => count.stream === stream);
  const said = (side: StreamClaim["side"]): number | null =>
    counts.claims.find((claim) => claim.stream === stream && claim.side === side)?.records ?? null;
  return {
    stream,
    tapSaid: said("tap"),
    mapperSaw: seen?.records ?? null,
    forwarded: seen?.forwarded ?? null,
    quarantined: seen?.quarantined ?? null,
    dropped: seen?.dropped ?? null,
    targetSaid: said("target") ?? readOfOnly(stream, counts),
  };
}

/** What a reader took in belongs to one stream where there was only one; and nothing of all is nothing of each. */
function readOfOnly(stream: string, counts: RunCounts): number | null {
  const { targetRead } = totalsOf(counts);
  if (targetRead === 0) return 0;
  const [only, another] = counts.counts.filter(({ forwarded }) => forwarded > 0);
  return only?.stream === stream && another === undefined ? targetRead : null;
}

/** Of a run of one block it is known whose reader spoke. */
function totalsOf({ blocks, planned, counts, claims, attempts }: RunCounts): GatheredRun["totals"] {
  const forwarded =
    blocks.length === 0 ? null : counts.reduce((sum, { forwarded: records }) => sum + records, 0);
  const isOne = blocks.length === 1 && planned.length <= 1 && attempts <= 1 && !planned[0]?.changedBehind;
  const read = claims.find(({ side }) => side === "target_input")?.records ?? null;
  const targetRead = isOne ? read : null;
  const isKnown = forwarded !== null && targetRead !== null && blocks[0]?.closedAt !== null;
  return { forwarded, targetRead, equal: isKnown ? forwarded === targetRead : null };
}

/** Why the numbers of a run don't belong together at all. */
function doubtsOfRun({ run, blocks }: RunCounts): string[] {
  if (run.status === "running") return ["The run goes on: its counts are not final."];
  if (blocks.some(({ closedAt }) => closedAt === null))
    return ["A mapper ended without saying so: how many records it saw is not known."];
  return [];
}

/** Why what does not fit in a run of several attempts proves little; `null` for a run of one. */
function retriedText({ attempts }: RunCounts): string | null {
  if (attempts <= 1) return null;
  return `The run took ${attempts} attempts: in one that broke off, tap and target may not have said all that they counted.`;
}

function doubtsOfStream(blocks: readonly MapperBlock[], { planned }: RunCounts): string[] {
  const isPartly = planned.length > 1 && planned.some(({ watched }) => !watched);
  return [
    ...(blocks.length > 1
      ? ["Several blocks of the run carried a stream of this name: only sums are known."]
      : []),
    ...(isPartly ? ["A block of the run was not watched, and may have carried a stream of this name."] : []),
  ];
}

function hadBatches(stream: string, { counts }: RunCounts): boolean {
  return (counts.find((count) => count.stream === stream)?.batches ?? 0) > 0;
}

/** Of a mapper that did not count them: a stream without a record, of which an end has some, while lines passed that were neither records, SCHEMAs nor STATEs. */
function mayBeBatches({ mapperSaw, tapSaid, targetSaid }: Sides, { blocks, counts }: RunCounts): boolean {
  if (mapperSaw !== 0 || Math.max(tapSaid ?? 0, targetSaid ?? 0) === 0) return false;
  const lines = blocks.reduce((sum, block) => sum + block.lines - block.records - block.statesIn, 0);
  return lines > counts.reduce((sum, { schemas }) => sum + schemas, 0);
}

/** Numbers that may not belong together prove nothing. */
function doubted(comparison: Comparison, doubts: readonly string[]): Comparison {
  if (doubts.length === 0) return comparison;
  return { equal: null, differences: [], unknown: [...doubts, ...comparison.unknown], looked: false };
}
