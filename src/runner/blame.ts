import type { ExtractLoadBlock } from "../meltano/blocks.ts";
import { isBrokenPipe } from "./error-line.ts";
import { isBetween, mapperWentFirst, ourMapperName, type RunEvidence } from "./evidence.ts";
import type { BlockResult, Side } from "./log-event.ts";
import type { BlockLog, PluginWords } from "./run-log.ts";

/** Who failed, as far as it is known, and with which exit code. */
export interface Blame {
  /** A plugin's Meltano name; `null` is Meltano itself, or nobody knows. */
  readonly plugin: string | null;
  readonly exitCode: number | null;
  readonly reason: string;
  /** It is known by the pipe to it that broke, and by nothing else. */
  readonly byPipe?: true;
}

/**
 * Finds the plugin that made a run fail. Where a mapper was killed Meltano blames tap and target: its exit codes are not
 * believed then. A broken pipe is the echo of the plugin behind it.
 */
export function blame(evidence: RunEvidence): Blame {
  if (mapperWentFirst(evidence)) {
    const other = otherMapper(evidence);
    if (other !== null)
      return { plugin: other, exitCode: null, reason: "a mapper ended, and this one told an error" };
    return { plugin: ourMapperName(evidence), exitCode: null, reason: "the mapper ended without a word" };
  }
  const failed = failedBlock(evidence);
  return (failed && byResult(failed, evidence)) ?? byPipe(evidence) ?? byWords(evidence) ?? nobody;
}

/** The block that Meltano says failed; nothing runs after it. */
export function failedBlock({ log }: Pick<RunEvidence, "log">): BlockLog | null {
  return log.blocks.find(({ result }) => result?.success === false) ?? null;
}

const nobody: Blame = { plugin: null, exitCode: null, reason: "no plugin is named" };

function byResult({ result }: BlockLog, evidence: RunEvidence): Blame | null {
  if (result === null) return null;
  const [mapper] = Object.entries(result.exitCodes.mappers);
  if (mapper !== undefined) return { plugin: mapper[0], exitCode: mapper[1], reason: "its exit code" };
  const between = isBetween(result) ? otherMapper(evidence) : null;
  if (between !== null)
    return { plugin: between, exitCode: null, reason: "a mapper ended, and it told an error" };
  const block = evidence.plan.blocks[result.setNumber ?? -1];
  if (block?.kind === "command")
    return { plugin: block.plugin, exitCode: codeInText(result.error), reason: "its command failed" };
  const notStarted = /^Cannot start plugin ([^\s:]+):/.exec(result.error ?? "")?.[1];
  if (notStarted !== undefined)
    return { plugin: notStarted, exitCode: null, reason: "it could not be started" };
  return block === undefined ? null : byExitCodes(result, block, evidence);
}

function byExitCodes(
  { exitCodes }: BlockResult,
  block: ExtractLoadBlock,
  evidence: RunEvidence,
): Blame | null {
  const bad = (plugin: string, code: number | null): Blame[] =>
    code === null || code === 0 ? [] : [{ plugin, exitCode: code, reason: "its exit code" }];
  const [ofTap] = bad(block.tap, exitCodes.tap);
  const [ofTarget] = bad(block.target, exitCodes.target);
  if (ofTap && ofTarget) return isOnlyEcho(evidence.log.plugins[block.tap]) ? ofTarget : ofTap;
  return ofTap ?? ofTarget ?? null;
}

/** Meltano kills ours too where a mapper beside it ends, and does not say which one was first: the one that told an error. */
function otherMapper(evidence: RunEvidence): string | null {
  const own = ourMapperName(evidence);
  const told = Object.entries(evidence.log.plugins).filter(
    ([, { side, lastError }]) => side === "mapper" && lastError !== null && !isBrokenPipe(lastError),
  );
  return told.find(([name]) => name !== own)?.[0] ?? null;
}

/** A tap with nothing to say but that its pipe broke died of the target. */
function isOnlyEcho(words: PluginWords | undefined): boolean {
  return words?.lastError != null && isBrokenPipe(words.lastError);
}

/** Whether a pipe between two plugins broke under Meltano. */
export function isBrokenInside({ log }: Pick<RunEvidence, "log">): boolean {
  return log.exceptions.some(({ type }) => type === "BrokenPipeError" || type === "ConnectionResetError");
}

/**
 * A pipe broke, and what stands before the target was there to the end: then it was the pipe to the target. Meltano tells no
 * exit code then.
 */
function byPipe(evidence: RunEvidence): Blame | null {
  const { plan, log, mapperBlocks, mappersAtEnd } = evidence;
  const block = plan.blocks[log.blocks.length];
  if (!isBrokenInside(evidence) || block?.kind !== "extract_load") return null;
  const ours = mapperBlocks?.findLast(({ tap }) => tap === block.tap);
  const isWhole =
    ours !== undefined && (mappersAtEnd.has(ours.blockId) || (ours.exitCode === 0 && ours.sawEof));
  const isOnlyOurs = block.watched && block.mappings.length === 1;
  if (block.mappings.length > 0 && !(isOnlyOurs && isWhole)) return null;
  return { plugin: block.target, exitCode: null, reason: "the pipe to it broke", byPipe: true };
}

/** Without exit codes only the plugins' own words are left: the one furthest down the pipe that told an error. */
function byWords({ log }: RunEvidence): Blame | null {
  const order: readonly (Side | null)[] = ["target", "mapper", "tap", null];
  for (const side of order)
    for (const [plugin, words] of Object.entries(log.plugins))
      if (words.side === side && words.lastError !== null && !isBrokenPipe(words.lastError))
        return { plugin, exitCode: null, reason: "the last error line is its" };
  return null;
}

/** A failed command's code stands only in the text: "`dbt run` failed with exit code: 5". */
export function codeInText(text: string | null): number | null {
  const code = /exit code: (-?\d+)/.exec(text ?? "")?.[1];
  return code === undefined ? null : Number(code);
}
