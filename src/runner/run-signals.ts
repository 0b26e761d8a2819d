import type { Json } from "../lib/canonical-json.ts";
import { toTimestamp } from "../lib/clock.ts";
import { formatDuration } from "../lib/duration.ts";
import { ordinal } from "../lib/ordinal.ts";
import { shortId } from "../lib/short-id.ts";
import type { Dossier } from "../model/dossier.ts";
import type { StreamCount } from "../model/mapper-block.ts";
import { badStatuses, type Run } from "../model/run.ts";
import type { Severity } from "../model/severity.ts";
import type { AlertType, Signal } from "../model/signal.ts";
import { attemptNotices, isRecovered, type MadeAttempt } from "./attempt-words.ts";
import type { Stall } from "./stall.ts";

/** The severities at which a run's turns are told; `null` is not at all. */
export interface NotifySettings {
  readonly start: Severity | null;
  readonly success: Severity | null;
  readonly failure: Severity | null;
}

/** A run that began. `null` where nobody wants to know. */
export function startSignal(run: Run, notify: NotifySettings): Signal | null {
  if (notify.start === null) return null;
  return signal(run, {
    type: "pipeline_start",
    severity: notify.start,
    title: `${run.job} started`,
    message: message(run, `${run.job} started.`),
    at: run.startedAt,
  });
}

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
  const took = duration(run);
  const at = isRecovered(attempts) ? ` at the ${ordinal(attempts.at(-1)?.number ?? 0)} attempt` : "";
  return signal(run, {
    type: "pipeline_success",
    severity: notify.success,
    title: `${run.job} succeeded${at}`,
    message: message(
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
  return signal(run, {
    type: "pipeline_failure",
    severity: notify.failure,
    title: `${run.job} ${verbs[run.status] ?? "failed"}: ${cause}`,
    message: message(run, [`${cause}${again}`, ...told(attempts)].join("\n"), records),
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

/** Records stopped coming; told while it hangs. */
export function stallSignal(
  run: Run,
  stall: Stall,
  { stallAfterMs, now }: { stallAfterMs: number; now: number },
): Signal {
  const forMs = now - stall.since;
  const side = stall.waitingFor === null ? "" : `, waiting for the ${stall.waitingFor}`;
  const cause = `No record for ${formatDuration(forMs)}${side}.`;
  return signal(run, {
    type: "pipeline_stalled",
    category: "performance",
    severity: "warning",
    title: `${run.job} is stalled: ${cause}`,
    message: message(run, cause),
    at: now,
    value: forMs / 1000,
    threshold: stallAfterMs / 1000,
    details: { waiting_for: stall.waitingFor, since: toTimestamp(stall.since) },
  });
}

/** A run without a record where there always were some; told beside a run that counts as good. */
export function emptyRunSignal(run: Run): Signal {
  const cause = "No record came, where there always were some.";
  return signal(run, {
    type: "volume_anomaly",
    name: "zero_records",
    severity: "warning",
    title: `${run.job} loaded nothing`,
    message: message(run, cause, 0),
    at: run.endedAt ?? run.startedAt,
    value: 0,
  });
}

/** The configuration file is wrong: the load ran all the same, with what is valid of it. */
export function configSignal(
  labels: { readonly project: string },
  {
    problems,
    at,
    runId,
  }: { readonly problems: readonly string[]; readonly at: number; readonly runId: string | null },
): Signal {
  const [first = "", ...more] = problems;
  return {
    name: "config_invalid",
    type: "system_health",
    category: "system",
    severity: "warning",
    state: problems.length === 0 ? "resolved" : "firing",
    title:
      problems.length === 0 ? "The configuration is valid again" : `The configuration is wrong: ${first}`,
    message: [first, ...more, "", "Runs go on with what is valid of it."].join("\n"),
    labels: { project: labels.project, environment: "", job: "", plugin: "", stream: "", check: "config" },
    annotations: {},
    details: { problems: [...problems] },
    recommendations: ["pitchpipe config check"],
    value: null,
    threshold: null,
    runId,
    at,
  };
}

/** The same problem, over. */
export function resolved(of: Signal, at: number, words: string): Signal {
  return { ...of, state: "resolved", at, message: words, value: null };
}

interface SignalParts {
  readonly type: AlertType;
  readonly name?: string;
  readonly category?: Signal["category"];
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly at: number;
  readonly plugin?: string;
  readonly value?: number;
  readonly threshold?: number;
  readonly details?: Signal["details"];
  readonly recommendations?: Signal["recommendations"];
}

function signal(run: Run, parts: SignalParts): Signal {
  const { project, environment, job } = run;
  return {
    name: parts.name ?? parts.type,
    type: parts.type,
    category: parts.category ?? "application",
    severity: parts.severity,
    state: "firing",
    title: parts.title,
    message: parts.message,
    labels: {
      ...{ ...run.labels, ...hostOf(run) },
      ...{ project, environment, job, plugin: parts.plugin ?? "", stream: "", check: "" },
    },
    annotations: run.owner === null ? {} : { owner: run.owner },
    details: parts.details ?? {},
    recommendations: parts.recommendations ?? [],
    value: parts.value ?? null,
    threshold: parts.threshold ?? null,
    runId: run.runId,
    at: parts.at,
  };
}

/** Where it ran, where that is known; it tells no alert from another. */
export function hostOf({ process }: Pick<Run, "process">): Signal["labels"] {
  return process === null ? {} : { host: process.host };
}

/** What happened first, then where, since when and how much. Lines without a known value are left out. */
function message(run: Run, first: string, records: number | null = null): string {
  const took = duration(run);
  const facts: readonly (readonly [string, string | null])[] = [
    ["Job", run.environment === "" ? run.job : `${run.job} (${run.environment}, ${run.project})`],
    ["Plugin", run.failedPlugin],
    ["Since", toTimestamp(run.startedAt)],
    ["Duration", took],
    ["Records", records === null ? null : records.toLocaleString("en-US")],
    ["Owner", run.owner],
  ];
  const lines = facts.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return [first, "", ...lines].join("\n");
}

function duration(run: Run): string | null {
  return run.endedAt === null ? null : formatDuration(run.endedAt - run.startedAt);
}
