import { toTimestamp } from "../lib/clock.ts";
import { formatDuration } from "../lib/duration.ts";
import type { Run } from "../model/run.ts";
import type { Severity } from "../model/severity.ts";
import type { Signal } from "../model/signal.ts";
import { runMessage, runSignal } from "./run-signal.ts";
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
  return runSignal(run, {
    type: "pipeline_start",
    severity: notify.start,
    title: `${run.job} started`,
    message: runMessage(run, `${run.job} started.`),
    at: run.startedAt,
  });
}

/** Records stopped coming; told while it hangs. */
export function stallSignal(
  run: Run,
  stall: Stall,
  { stallAfterMs, now }: { stallAfterMs: number; now: number },
): Signal {
  const forMs = now - stall.since;
  const side = stall.waitingFor === null ? "" : `, waiting for the ${stall.waitingFor}`;
  const cause = `No record for ${formatDuration(forMs)}${side}.`;
  return runSignal(run, {
    type: "pipeline_stalled",
    category: "performance",
    severity: "warning",
    title: `${run.job} is stalled: ${cause}`,
    message: runMessage(run, cause),
    at: now,
    value: forMs / 1000,
    threshold: stallAfterMs / 1000,
    details: { waiting_for: stall.waitingFor, since: toTimestamp(stall.since) },
  });
}

/** A run without a record where there always were some; told beside a run that counts as good. */
export function emptyRunSignal(run: Run): Signal {
  const cause = "No record came, where there always were some.";
  return runSignal(run, {
    type: "volume_anomaly",
    name: "zero_records",
    severity: "warning",
    title: `${run.job} loaded nothing`,
    message: runMessage(run, cause, 0),
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
