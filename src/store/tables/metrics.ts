import type { Generated } from "kysely";

/** Samples of metrics, and what rules and SLA entries remember between passes. */
export interface MetricTables {
  metric_series: MetricSeriesRow;
  metric_samples: MetricSampleRow;
  metric_rollups: MetricRollupRow;
  rule_states: RuleStateRow;
  stored_rules: StoredRuleRow;
  sla_states: SlaStateRow;
}

/** One metric with one set of labels; its newest sample stands here too, because most rules look at nothing else. */
export interface MetricSeriesRow {
  id: Generated<number>;
  project: string;
  metric: string;
  /** Canonical JSON without empty labels. */
  labels: string;
  last_at: number;
  last_value: number;
}

export interface MetricSampleRow {
  series_id: number;
  at: number;
  value: number;
}

export interface MetricRollupRow {
  series_id: number;
  /** `hour` or `day`. */
  span: string;
  at: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  first_at: number;
  first_value: number;
  /** `null` while the samples themselves are still there. */
  p95: number | null;
}

export interface RuleStateRow {
  scope: string;
  rule: string;
  /** Empty for what is remembered of the rule as a whole. */
  series: string;
  state: string;
}

export interface StoredRuleRow {
  project: string;
  name: string;
  rule: string;
  created_at: number;
  created_by: string;
}

export interface SlaStateRow {
  scope: string;
  entry: string;
  state: string;
}
