import type { Json } from "../lib/canonical-json.ts";
import { ordinal } from "../lib/ordinal.ts";
import { shortId } from "../lib/short-id.ts";
import type { Dossier } from "../model/dossier.ts";
import type { StreamCount } from "../model/mapper-block.ts";
import { badStatuses, type Run } from "../model/run.ts";
import type { Signal } from "../model/signal.ts";
import { attemptNotices, isRecovered, type MadeAttempt } from "./attempt-words.ts";
import { durationOf, runMessage, runSignal } from "./run-signal.ts";
import type { NotifySettings } from "./run-signals.ts";

export interface EndInput {
  readonly notify: NotifySettings;
  /** Records of the run; `null` where nobody counted. */
  readonly records: number | null;
  /** Bad runs of the job in a row, this one with them. */
  readonly failuresInARow: number;
  readonly alertAfterFailures: number;
  /** A person at the terminal ended it himself: he knows. */
  readonly stoppedByPerson: boolean;
  /** What targets may have been holding, where that is known. */
  readonly flights?: Json;
  /** What the mappers saw of each stream; left out where nobody counted. */
  readonly streams?: readonly StreamCount[];
  /** Why it failed, where its log told. */
  readonly dossier?: Dossier | null;
  /** All attempts of the run, the last one too; left out where there were none to speak of. */
  readonly attempts?: readonly MadeAttempt[];
}

/** What the end of a run is told as: an event for a good one, a problem for a bad one, nothing for one nobody can judge. */
export function endSignal(run: Run, input: EndInput): Signal | null {
  if (run.status === "success") return successSignal(run, input);
  if (!badStatuses.has(run.status) || input.stoppedByPerson) return null;
  return input.failuresInARow < input.alertAfterFailures ? null : failureSignal(run, input);
}

function successSignal(run: Run, { notify, records, streams = [], attempts = [] }: EndInput): Signal | null {
  if (notify.success === null) return null;
  const took = durationOf(run);
  const at = isRecovered(attempts) ? ` at the ${ordinal(attempts.at(-1)?.number ?? 0)} attempt` : "";
  return runSignal(run, {
    type: "pipeline_success",
    severity: notify.success,
    title: `${run.job} succeeded${at}`,
    message: runMessage(
      run,
      [`${run.job} succeeded${at}${took === null ? "" : ` in ${took}`}.`, ...told(attempts)].join("\n"),
      records,
    ),
    at: run.endedAt ?? run.startedAt,
    details: { ...streamDetails(streams), ...attemptDetails(attempts) },
  });
}

function failureSignal(
  run: Run,
  { notify, records, failuresInARow, flights = null, dossier = null, streams = [], attempts = [] }: EndInput,
): Signal | null {
  if (notify.failure === null) return null;
  const cause = run.cause ?? "nobody said why";
  const again = failuresInARow > 1 ? `\nThis is failure ${failuresInARow} in a row.` : "";
  return runSignal(run, {
    type: "pipeline_failure",
    severity: notify.failure,
    title: `${run.job} ${verbs[run.status] ?? "failed"}: ${cause}`,
    message: runMessage(run, [`${cause}${again}`, ...told(attempts)].join("\n"), records),
    at: run.endedAt ?? run.startedAt,
    plugin: run.failedPlugin ?? "",
    details: {
      status: run.status,
      exit_code: run.exitCode,
      failures_in_a_row: failuresInARow,
      ...streamDetails(streams),
      ...attemptDetails(attempts),
      ...(flights === null ? {} : { flight_recorder: flights }),
      ...(dossier === null ? {} : dossierDetails(dossier)),
    },
    recommendations: [...adviceOf(dossier), `pitchpipe runs logs ${shortId(run.runId)}`],
  });
}

/** That a run was tried again, and why not again: one line each. Of one attempt that nobody wanted repeated, nothing. */
function told(attempts: readonly MadeAttempt[]): string[] {
  return attemptNotices(attempts).filter((notice) => !/^Succeeded at /.test(notice));
}

function attemptDetails(attempts: readonly MadeAttempt[]): Signal["details"] {
  if (attempts.length < 2) return {};
  return {
    attempts: attempts.map(({ number, status, category, cause, tookMs, records }) => ({
      ...{ number, status, category, cause, records },
      duration_seconds: tookMs / 1000,
    })),
  };
}

/** More rows than this nobody reads in a message. */
const toldStreams = 10;

/** The run's table: its biggest streams. */
function streamDetails(streams: readonly StreamCount[]): Signal["details"] {
  if (streams.length === 0) return {};
  const biggest = [...streams].sort((a, b) => b.records - a.records).slice(0, toldStreams);
  return {
    streams: biggest.map(({ stream, records, bytes, quarantined }) => ({
      stream,
      records,
      bytes,
      quarantined,
    })),
  };
}

/** What the engine compares (a new category is news) and what people read on. */
function dossierDetails(dossier: Dossier): Signal["details"] {
  const { category, confidence, role, evidence, repeated, changed, impact } = dossier;
  return {
    cause_category: category,
    dossier: {
      ...{ category, confidence, role, repeated },
      evidence: evidence.slice(0, 3).map(({ line }) => line),
      changed: changed.slice(0, 10).map(({ what, before, after }) => ({ what, before, after })),
      streams_not_loaded: impact.streams === null ? null : [...impact.streams],
      records_since_bookmark: impact.recordsSinceBookmark,
    },
  };
}

function adviceOf(dossier: Dossier | null): readonly string[] {
  if (dossier === null || dossier.category === "unknown") return [];
  return [...dossier.advice, ...(dossier.command === null ? [] : [dossier.command])];
}

const verbs: Readonly<Record<string, string>> = {
  failed: "failed",
  terminated: "was stopped",
  timed_out: "took too long",
  lost: "was lost",
  not_started: "was not started",
};
