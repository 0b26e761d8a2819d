import type { MapperBlock } from "../model/mapper-block.ts";
import { shorten } from "./cause.ts";
import { ourMapperName, type RunEvidence, silentMapper, watchedBlocks } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";
import type { BlockLog } from "./run-log.ts";

/** Whether a run that Meltano calls good really passed through our mappers, and into the target. */
export function mapperJudgement(evidence: RunEvidence): Judgement | null {
  const watched = watchedBlocks(evidence);
  if (watched.length === 0) return null;
  const { mapperBlocks } = evidence;
  const mapper = ourMapperName(evidence);
  if (mapperBlocks === null)
    return unknown(
      `What ${mapper} saw is not known yet: the store could not be read.`,
      "the store can't be asked",
    );
  if (mapperBlocks.length < watched.length) return neverSeen(evidence, mapper);
  const silent = silentMapper(evidence);
  if (silent !== null) return leftBehind(silent, evidence, mapper);
  for (const [at, block] of mapperBlocks.entries()) {
    const problem = blockProblem(block, mapper) ?? earlyTarget(block, evidence, at);
    if (problem !== null) return problem;
  }
  return null;
}

/** What is wrong with what one of our mappers saw of a run that counts as good; `null` is nothing. */
export function blockProblem(block: MapperBlock, mapper: string): Judgement | null {
  const { exitCode, reason, sawEof, bytesIn, tap } = block;
  if (exitCode !== null && exitCode !== 0)
    return failed(
      mapper,
      shorten(`${mapper} ended with exit code ${exitCode}: ${reason ?? "it did not say why"}`),
      "the mapper failed",
    );
  if (block.closedAt === null) return vanished(mapper);
  if (!sawEof)
    return failed(
      mapper,
      `${mapper} ended before the tap was done: what came after is lost.`,
      "the mapper left early",
    );
  const from = tap ?? "the tap";
  if (bytesIn === 0)
    return failed(
      tap,
      `${from} wrote nothing at all, and Meltano calls it a success.`,
      "nothing came through",
    );
  return null;
}

/**
 * A block of which no mapper told anything. Meltano calls one a success whose target left with exit code 0 before the mapper
 * had begun, and ends the mapper. A target that took something in was there; then it is the mapper that is missing.
 */
function neverSeen(evidence: RunEvidence, mapper: string): Judgement {
  const { plan, log } = evidence;
  const seen = new Set(evidence.mapperBlocks?.map(({ tap }) => tap));
  const block = watchedBlocks(evidence).find(({ tap }) => !seen.has(tap));
  const said = block === undefined ? undefined : log.blocks[plan.blocks.indexOf(block)];
  const tookSomething = said === undefined || said.stateUpdates > 0 || said.targetRead !== null;
  if (block === undefined || tookSomething || !said.result?.success || log.plugins[mapper] !== undefined)
    return vanished(mapper);
  return failed(
    block.target,
    `${block.target} ended with exit code 0 before ${mapper} told anything: nothing is known to have come through.`,
    "the target left before the mapper began",
  );
}

/** The target that left before it had read its input, of a run that Meltano calls good: Meltano then ends tap and mapper. */
export function targetThatLeft(evidence: RunEvidence): string | null {
  const { failedPlugin = null } = mapperJudgement(evidence) ?? {};
  return watchedBlocks(evidence).some(({ target }) => target === failedPlugin) ? failedPlugin : null;
}

/**
 * Meltano calls it a success, but the mapper was ended in the middle: that is how Meltano treats it when the target left
 * with exit code 0. A mapper that is killed by anybody else makes the run fail.
 */
function leftBehind({ tap }: MapperBlock, evidence: RunEvidence, mapper: string): Judgement {
  const target = watchedBlocks(evidence).find((block) => block.tap === tap)?.target ?? "the target";
  return failed(
    target,
    `${target} ended with exit code 0 before it had read its input, and Meltano ended ${mapper}: records are missing.`,
    "the target left early and the mapper was ended",
  );
}

/**
 * A target that leaves early with exit code 0 makes Meltano claim success. Only an SDK target can be caught: it always
 * says that it read its input to the end, where it says anything at all.
 */
function earlyTarget(block: MapperBlock, evidence: RunEvidence, at: number): Judgement | null {
  const watched = watchedBlocks(evidence);
  const planned = watched[at];
  // With two mappings of ours in a block it is not known which block is whose.
  if (planned === undefined || watched.length !== evidence.mapperBlocks?.length) return null;
  const log = evidence.log.blocks[evidence.plan.blocks.indexOf(planned)];
  if (log === undefined || block.statesForwarded === 0 || !leftEarly(log)) return null;
  return failed(
    planned.target,
    `${planned.target} ended with exit code 0 before it had read its input: the last state was never acknowledged.`,
    "the target left early",
  );
}

function leftEarly({ targetIsSdk, targetRead }: BlockLog): boolean {
  return targetIsSdk && targetRead === null;
}

function vanished(mapper: string): Judgement {
  return failed(
    mapper,
    `${mapper} was in the pipe, but vanished: nobody knows what came through.`,
    "the mapper vanished",
  );
}

function failed(failedPlugin: string | null, cause: string, reason: string): Judgement {
  return { status: "failed", cause, failedPlugin, reason };
}

function unknown(cause: string, reason: string): Judgement {
  return { status: "unknown", cause, failedPlugin: null, reason };
}
