import { failedBlock } from "./blame.ts";
import { causeOfFailure, shorten } from "./cause.ts";
import { ourMapperName, type RunEvidence, watchedBlocks } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";
import { mapperJudgement } from "./mapper-judgement.ts";
import type { RunPlan } from "./plan.ts";
import { isUnusuallyEmpty, tapJudgement } from "./records-judgement.ts";
import { exitCodeOfSignal } from "./signal-number.ts";
import { waitedFor } from "./waited-for.ts";

export interface Verdict extends Judgement {
  /** What Meltano's process said: its code, or 128 + n for signal n. */
  readonly exitCode: number | null;
  readonly notices: readonly string[];
  /** No record came where there always were some. */
  readonly unusuallyEmpty: boolean;
  /** Whether all that can be known of the run was there to be judged. */
  readonly complete: boolean;
}

type Rule = (evidence: RunEvidence) => Judgement | null;

/**
 * How a run ended: from the exit code, Meltano's own word, and what the mapper saw. Success is only what all of them
 * agree on; what is not known is `unknown`, never good.
 */
export function judge(evidence: RunEvidence): Verdict {
  const verdict = firstOf([...(evidence.exit.code === 0 ? claimedGood : notGood)], evidence);
  const unusuallyEmpty = isUnusuallyEmpty(evidence);
  return {
    ...verdict,
    exitCode: evidence.exit.code ?? exitCodeOfSignal(evidence.exit.signal),
    notices: noticesOf(evidence, verdict, unusuallyEmpty),
    unusuallyEmpty,
    complete: evidence.mapperBlocks !== null,
  };
}

function firstOf(rules: readonly Rule[], evidence: RunEvidence): Judgement {
  for (const rule of rules) {
    const judgement = rule(evidence);
    if (judgement !== null) return judgement;
  }
  return { status: "success", cause: null, failedPlugin: null, reason: "all agree" };
}

const hung: Rule = ({ hungTarget }) =>
  hungTarget === null
    ? null
    : {
        status: "failed",
        cause: `${hungTarget} ended while records were still coming, and Meltano hung: pitchpipe stopped the run.`,
        failedPlugin: hungTarget,
        reason: "hung behind a dead target",
      };

const stopped: Rule = ({ stopping, exit, log }) => {
  if (stopping.by !== null && stopping.by !== "hang" && exit.code === 0 && log.completed?.success)
    return null;
  if (stopping.by === null || stopping.by === "hang") return null;
  const killed = stopping.killed ? " and killed, since it did not end in time" : "";
  return {
    status: "terminated",
    cause: `Stopped by ${stopping.by}${killed}.`,
    failedPlugin: null,
    reason: "we were told to stop",
  };
};

const timedOut: Rule = (evidence) => {
  const { timedOut: stop } = evidence.log;
  if (stop === null) return null;
  const seconds = evidence.timeLimitSeconds ?? stop.timeoutSeconds;
  const limit = seconds === null ? "its timeout" : `its timeout of ${seconds} s`;
  const waited = waitedFor(evidence);
  const where = waited === null ? "" : `: ${waited.percent} % of the time it waited for ${waited.plugin}`;
  return {
    status: "timed_out",
    cause: `It took longer than ${limit}${where}.`,
    failedPlugin: waited?.plugin ?? null,
    reason: "Meltano's timeout",
  };
};

const endedByOthers: Rule = ({ exit, log }) => {
  const asked = exit.signal === "SIGTERM" || exit.signal === "SIGINT" || exit.signal === "SIGHUP";
  if (!asked && !log.terminating) return null;
  const by = exit.signal ?? (exit.code === 143 ? "SIGTERM" : "a signal");
  return {
    status: "terminated",
    cause: `Meltano was stopped by ${by}.`,
    failedPlugin: null,
    reason: "somebody stopped Meltano",
  };
};

const killed: Rule = ({ exit }) =>
  exit.signal === null
    ? null
    : {
        status: "failed",
        cause: `Meltano was ended by ${exit.signal}${exit.signal === "SIGKILL" ? ": out of memory, or kill -9" : ""}.`,
        failedPlugin: null,
        reason: "Meltano was killed",
      };

const failed: Rule = (evidence) => ({
  status: "failed",
  ...causeOfFailure(evidence),
  reason: "Meltano's exit code",
});

const saidFailure: Rule = (evidence) =>
  evidence.log.completed?.success === false || failedBlock(evidence) !== null
    ? { status: "failed", ...causeOfFailure(evidence), reason: "Meltano said failure and ended with 0" }
    : null;

const stateLost: Rule = ({ log }) =>
  log.stateNotSaved === null
    ? null
    : {
        status: "failed",
        cause: shorten(
          `The state could not be saved, the next run starts from the old one: ${log.stateNotSaved}`,
        ),
        failedPlugin: null,
        reason: "Meltano claims success without having saved the state",
      };

const claimedAfterException: Rule = ({ log }) => {
  const [exception] = log.exceptions;
  if (exception === undefined) return null;
  const said = exception.message === "" ? exception.type : `${exception.type}: ${exception.message}`;
  return {
    status: "failed",
    cause: shorten(`Meltano claims success after an exception of its own: ${said}`),
    failedPlugin: null,
    reason: "success claimed after an exception",
  };
};

const nothingRan: Rule = ({ log }) =>
  log.nothingToRun
    ? {
        status: "unknown",
        cause: "Meltano found no block to run.",
        failedPlugin: null,
        reason: "nothing ran",
      }
    : null;

/** Meltano before 3.8 has no last word on a run, only on each block. */
const noLastWord: Rule = ({ log, plan }) => {
  const said = log.blocks.filter(({ result }) => result?.success === true).length;
  if (log.completed !== null || (said > 0 && said >= plan.blocks.length)) return null;
  return {
    status: "unknown",
    cause: "Meltano ended with 0, but its log does not say how the run went.",
    failedPlugin: null,
    reason: "no last word in the log",
  };
};

const notGood: readonly Rule[] = [hung, stopped, timedOut, endedByOthers, killed, failed];

const claimedGood: readonly Rule[] = [
  hung,
  stopped,
  saidFailure,
  stateLost,
  claimedAfterException,
  nothingRan,
  mapperJudgement,
  tapJudgement,
  noLastWord,
];

function noticesOf(evidence: RunEvidence, verdict: Judgement, unusuallyEmpty: boolean): string[] {
  const unwatched = evidence.plan.blocks.some((block) => block.kind === "extract_load" && !block.watched);
  return [
    ...(evidence.mapperBlocks === null && watchedBlocks(evidence).length > 0
      ? [`What ${ourMapperName(evidence)} saw could not be read from the store.`]
      : []),
    ...(unusuallyEmpty && verdict.status === "success"
      ? ["No record came, where there always were some."]
      : []),
    ...(evidence.mapperBlocks?.some(({ incomplete }) => incomplete)
      ? ["The checking side failed: from then on bytes were only copied."]
      : []),
    ...(unwatched ? [howToWatch(evidence)] : []),
  ];
}

/** Without our mapping only the plugins' own words are known, and of a tap that names no counts not even a stall. */
function howToWatch({ plan, log, tapRecords }: RunEvidence): string {
  const block = plan.blocks.find((one) => one.kind === "extract_load" && !one.watched);
  const names =
    block?.kind === "extract_load" ? [block.tap, ...block.mappings, watching(plan), block.target] : [];
  const first = plan.watcher === null ? "`pitchpipe init`, then " : "";
  const blind =
    tapRecords === null && log.stateIds.length > 0 ? " Without it a stall can't be seen either." : "";
  return `To see records, watch them: ${first}\`pitchpipe run ${names.join(" ")}\`.${blind}`;
}

function watching({ watcher }: RunPlan): string {
  return watcher?.mapping ?? "watch";
}
