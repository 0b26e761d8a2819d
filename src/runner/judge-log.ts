import { constants } from "node:os";
import { shorten } from "./cause.ts";
import { isErrorLine } from "./error-line.ts";
import type { RunEvidence } from "./evidence.ts";
import { isFailureText, type LastWords } from "./last-words.ts";
import { isNamed } from "./logged-plan.ts";
import type { RunLogState } from "./run-log.ts";
import { judge, type Verdict } from "./verdict.ts";

/** Everything that is known of a run from its log, and from the store where that knows it. */
export interface LogEvidence extends Omit<RunEvidence, "exit" | "stopping" | "hungTarget" | "mappersAtEnd"> {
  readonly words: LastWords;
  /** What Meltano's process ended with, as a shell says it; `null` where nobody knows. */
  readonly exitCode: number | null;
}

/**
 * How a run ended by its log alone. Success needs Meltano's own word, or exit code 0 together with a log that reaches the
 * run's end; what the log does not say is `unknown`.
 */
export function judgeLog(evidence: LogEvidence): Verdict {
  const { words, exitCode } = evidence;
  const said = lastWord(evidence);
  if (words.dryRun && said !== "failure" && !exitCode)
    return unknown(evidence, "It was a dry run: nothing was run.");
  if (exitCode === null && said === null) return unknown(evidence, whatIsLeft(evidence));
  const verdict = judge(runEvidenceOf(evidence));
  return { ...verdict, ...blameByWords(evidence, verdict), exitCode };
}

/** Where a form leaves out the exit codes, Meltano's sentence still says which end of the block failed. */
function blameByWords(
  { log, words, plan }: LogEvidence,
  { status, cause, failedPlugin }: Verdict,
): Partial<Verdict> {
  if (status !== "failed") return {};
  if (failedPlugin !== null)
    return isNamed(failedPlugin)
      ? {}
      : { failedPlugin: null, cause: cause === null ? null : capitalised(cause) };
  const unstarted = /^(?:[\w.]+Error: )?Cannot start plugin ([^\s:]+):/.exec(words.failure ?? "")?.[1];
  if (unstarted !== undefined) return { failedPlugin: unstarted };
  const block = plan.blocks.at(-1);
  const side = sideIn(words.failure ?? "");
  if (side === null || block?.kind === "command" || log.blocks.some(({ result }) => result?.exitCodes[side]))
    return {};
  const plugin = block?.[side] ?? `the ${side}`;
  return {
    failedPlugin: isNamed(plugin) ? plugin : null,
    cause: shorten(capitalised(`${plugin} failed${wordsOf(plugin, log)}`, plugin)),
  };
}

/** The plugin's last words; in the plain form nobody knows whose the last error is. */
function wordsOf(plugin: string, { plugins, plainLines }: RunLogState): string {
  const own = Object.hasOwn(plugins, plugin) ? plugins[plugin] : undefined;
  if (own !== undefined) return `: ${own.lastError ?? own.last}`;
  const error =
    plainLines.findLast((text) => isErrorLine({ level: null, text }) && !isFailureText(text)) ??
    plainLines.findLast((text) => /^Error: /.test(text));
  return error === undefined ? "." : `. The last error in the log: ${error}`;
}

function sideIn(failure: string): "tap" | "target" | null {
  if (/\b(?:Extractor failed|Extraction failed)\b/.test(failure)) return "tap";
  return /\b(?:Loader failed|Loading failed)\b/.test(failure) ? "target" : null;
}

function capitalised(text: string, plugin = ""): string {
  return isNamed(plugin) && plugin !== "" ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The same evidence as for a run that we watched ourselves: the claim stands in it as Meltano's other forms make it. */
export function runEvidenceOf(evidence: LogEvidence): RunEvidence {
  const { exitCode, plan, mapperBlocks, tapRecords, usualRecords, zeroRecords } = evidence;
  const said = lastWord(evidence);
  const isClaimed = exitCode === 0 || (exitCode === null && said === "success");
  return {
    exit: isClaimed ? { code: 0, signal: null } : exitOf(exitCode),
    stopping: { by: null, since: null, forwarded: false, fromTerminal: false, killed: false },
    hungTarget: null,
    log: withClaim(evidence, said),
    plan,
    mapperBlocks,
    mappersAtEnd: new Set(),
    tapRecords,
    usualRecords,
    zeroRecords,
  };
}

function lastWord({ log, words, exitCode }: LogEvidence): "success" | "failure" | null {
  if (log.completed !== null) return log.completed.success ? "success" : "failure";
  const results = log.blocks.flatMap(({ result }) => result ?? []);
  if (results.some(({ success }) => !success) || words.failure !== null || isStopped(log)) return "failure";
  if (!words.ended || words.openBlock || words.anyError) return null;
  return results.length > 0 || words.loaded || exitCode === 0 ? "success" : null;
}

function isStopped({ timedOut, terminating }: RunLogState): boolean {
  return timedOut !== null || terminating;
}

/** The claim as Meltano makes it in the forms that show it; of a failure its first words, where the log has no others. */
function withClaim({ log, words }: LogEvidence, said: "success" | "failure" | null): RunLogState {
  const completed =
    said === null ? null : (log.completed ?? { success: said === "success", durationSeconds: null });
  const told = words.failure !== null && words.failure !== "" && log.errors.length === 0;
  return { ...log, completed, ...(told ? { errors: [words.failure] } : {}) };
}

/** A shell tells a signal as 128 and its number. */
function exitOf(exitCode: number | null): RunEvidence["exit"] {
  if (exitCode === null || exitCode <= 128) return { code: exitCode, signal: null };
  const named = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128);
  return named === undefined
    ? { code: exitCode, signal: null }
    : { code: null, signal: named[0] as NodeJS.Signals };
}

function unknown({ exitCode }: LogEvidence, cause: string): Verdict {
  return {
    status: "unknown",
    cause,
    failedPlugin: null,
    reason: "the log does not say how it ended",
    exitCode,
    notices: [],
    unusuallyEmpty: false,
    complete: false,
  };
}

function whatIsLeft({ log, words }: LogEvidence): string {
  const [error] = log.errors;
  const last = error === undefined ? "" : ` An error in it: ${error}`;
  return (
    (words.ended ? "The log does not hold how the run ended." : "The log ends before the run does.") +
    last.slice(0, 150)
  );
}
