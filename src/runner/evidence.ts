import type { MemoryTrace } from "../diagnosis/index.ts";
import { mapperPluginName } from "../meltano/blocks.ts";
import type { MapperBlock } from "../model/mapper-block.ts";
import type { Exit } from "./child.ts";
import type { BlockResult } from "./log-event.ts";
import type { RunPlan } from "./plan.ts";
import type { RunLogState } from "./run-log.ts";
import type { Stopping } from "./stopping.ts";

/** Everything that is known when a run has ended. */
export interface RunEvidence {
  readonly exit: Exit;
  readonly stopping: Stopping;
  /** The target behind which Meltano hung. */
  readonly hungTarget: string | null;
  readonly log: RunLogState;
  readonly plan: RunPlan;
  /** What our mappers told the store of this start of the run; `null` where the store can't be asked. */
  readonly mapperBlocks: readonly MapperBlock[] | null;
  /** Mappers of ours that were still running when Meltano ended: they were not what ended it. */
  readonly mappersAtEnd: ReadonlySet<string>;
  /** Records that taps named in their metrics; `null` where none did. */
  readonly tapRecords: number | null;
  /** The time limit of all attempts together, where Meltano was given only the rest of it. */
  readonly timeLimitSeconds?: number;
  /** Records that passed in earlier attempts of the run; `null` where nobody counted, left out where there were none. */
  readonly earlierRecords?: number | null;
  /** Records of the last good runs of this job, newest first; runs without a known number are not there. */
  readonly usualRecords: readonly number[];
  /** What the machine told of memory while it ran; left out where nobody looked. */
  readonly memory?: MemoryTrace;
  readonly zeroRecords: "ok" | "warn" | "fail";
}

/** Records of the run: what the mappers counted, else what the taps said, else not known. */
export function recordsOf({
  mapperBlocks,
  tapRecords,
}: Pick<RunEvidence, "mapperBlocks" | "tapRecords">): number | null {
  if (mapperBlocks === null || mapperBlocks.length === 0) return tapRecords;
  return mapperBlocks.reduce((sum, { records }) => sum + records, 0);
}

/** The first of our mappers that ended without a word while Meltano still ran. */
export function silentMapper({ mapperBlocks, mappersAtEnd }: RunEvidence): MapperBlock | null {
  return (
    mapperBlocks?.find(({ closedAt, blockId }) => closedAt === null && !mappersAtEnd.has(blockId)) ?? null
  );
}

/**
 * Whether a silent mapper is what broke the run. Meltano itself kills the mapper when tap or target failed; a mapper
 * that went first it calls an intermediate block, and blames tap and target with codes that are not theirs. Where it claims
 * success it was the target that left, and Meltano that ended the mapper.
 */
export function mapperWentFirst(evidence: RunEvidence): boolean {
  if (silentMapper(evidence) === null) return false;
  const failed = evidence.log.blocks.find(({ result }) => result?.success === false)?.result;
  if (failed === undefined || failed === null)
    return evidence.exit.code === 0 && evidence.log.completed?.success !== true;
  return isBetween(failed);
}

/** Meltano's words for a block that a mapper ended: the exit codes that it gives of tap and target are not theirs. */
export function isBetween({ error }: BlockResult): boolean {
  return /^Unexpected completion sequence|Intermediate block/.test(error ?? "");
}

/** Blocks of the plan that one of our mappings is in. */
export function watchedBlocks({ plan }: Pick<RunEvidence, "plan">) {
  return plan.blocks.flatMap((block) => (block.kind === "extract_load" && block.watched ? [block] : []));
}

/** The name of our mapper plugin in this plan, for people. */
export function ourMapperName({ plan }: Pick<RunEvidence, "plan">): string {
  return plan.watcher?.plugin ?? mapperPluginName;
}
