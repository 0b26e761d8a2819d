import type { Alert } from "../model/alert.ts";
import type { Signal } from "../model/signal.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { priorityOf } from "./priority.ts";
import { thresholdText } from "./threshold.ts";
import { recommendationsFor } from "./wording/recommendations.ts";

/** What a signal says about its alert: everything but id, status, count, times and people. */
export type AlertFacts = Pick<
  Alert,
  | "fingerprint"
  | "name"
  | "type"
  | "category"
  | "severity"
  | "priority"
  | "priorityReason"
  | "title"
  | "message"
  | "labels"
  | "annotations"
  | "details"
  | "metrics"
  | "recommendations"
  | "runId"
  | "value"
  | "threshold"
>;

/** Reads an alert's facts off a signal; a threshold signal that brings no words of its own gets them here. */
export function factsOf(signal: Signal): AlertFacts {
  const { priority, reason } = priorityOf(signal);
  const words = thresholdText(signal);
  const title = signal.title || words?.title || signal.name;
  return {
    fingerprint: fingerprintOf(signal),
    name: signal.name,
    type: signal.type,
    category: signal.category,
    severity: signal.severity,
    priority,
    priorityReason: reason,
    title,
    message: signal.message || words?.message || title,
    labels: signal.labels,
    annotations: signal.annotations,
    details: signal.details,
    metrics: signal.metric === undefined || signal.value === null ? {} : { [signal.metric]: signal.value },
    recommendations: recommendationsFor(signal),
    runId: signal.runId,
    value: signal.value,
    threshold: signal.threshold,
  };
}

/** The category of what caused it (auth, network, …), where the producer found one: a change of it is news. */
export function causeOf(holder: Pick<Alert, "details">): string | null {
  const cause = holder.details["cause_category"];
  return typeof cause === "string" && cause !== "" ? cause : null;
}
