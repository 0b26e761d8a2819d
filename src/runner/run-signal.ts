import { toTimestamp } from "../lib/clock.ts";
import { formatDuration } from "../lib/duration.ts";
import type { Run } from "../model/run.ts";
import type { Severity } from "../model/severity.ts";
import type { AlertType, Signal } from "../model/signal.ts";

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

/** A signal about a run, with the labels that every one has. */
export function runSignal(run: Run, parts: SignalParts): Signal {
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
export function runMessage(run: Run, first: string, records: number | null = null): string {
  const took = durationOf(run);
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

export function durationOf(run: Run): string | null {
  return run.endedAt === null ? null : formatDuration(run.endedAt - run.startedAt);
}
