import type { Json } from "../lib/canonical-json.ts";
import type { Labels } from "./labels.ts";
import type { Severity } from "./severity.ts";

export const alertTypes = [
  "pipeline_start",
  "pipeline_success",
  "pipeline_failure",
  "pipeline_stalled",
  "pipeline_missed",
  "data_quality",
  "schema_change",
  "volume_anomaly",
  "freshness",
  "reconciliation",
  "connection_error",
  "performance",
  "sla_breach",
  "security",
  "system_health",
  "custom",
] as const;
export type AlertType = (typeof alertTypes)[number];

export const alertCategories = [
  "system",
  "database",
  "application",
  "performance",
  "security",
  "business",
  "availability",
] as const;
export type AlertCategory = (typeof alertCategories)[number];

/** Told once and closed at once: no resolved notice, no repeat, no escalation. */
export const eventTypes: ReadonlySet<AlertType> = new Set(["pipeline_start", "pipeline_success"]);

/**
 * What the alert engine eats; anything can produce one. `state: "resolved"` says that the problem with these
 * labels is over. Labels hold what identifies the problem, annotations what helps a person.
 */
export interface Signal {
  readonly name: string;
  readonly type: AlertType;
  readonly category: AlertCategory;
  readonly severity: Severity;
  readonly state: "firing" | "resolved";
  readonly title: string;
  readonly message: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly details: { readonly [key: string]: Json };
  readonly recommendations: readonly string[];
  readonly value: number | null;
  readonly threshold: number | null;
  /** What `value` measures, such as `cpu_percent`, where it is judged against `threshold`. */
  readonly metric?: string;
  /** Tells these channels instead of those the routes name. */
  readonly channels?: readonly string[];
  readonly runId: string | null;
  /** When it happened, milliseconds since the epoch. */
  readonly at: number;
}

/** What makes a signal's alert the same one again; kept with what told it, so that a changed rule ends what it told. */
export type SignalIdentity = Pick<Signal, "name" | "type" | "category" | "severity" | "labels">;
