import type { ColumnTypes, Migration } from "./migration.ts";

/** Samples of metrics with their roll-ups, what rules and SLA entries remember, and which runs were sampled. */
export const metrics: Migration = {
  number: 7,
  name: "metrics",
  statements: (types) => [...sampleTables(types), ...stateTables(types)],
};

function sampleTables({ text, integer, real, sequence, clustered }: ColumnTypes): string[] {
  return [
    `alter table runs add column sampled_as ${text} not null default ''`,
    `create index runs_to_sample on runs (started_at)
      where sampled_as <> status and status <> 'running' and (complete = 1 or status <> 'unknown')`,
    `create table metric_series (
      id ${sequence}, project ${text} not null, metric ${text} not null, labels ${text} not null,
      last_at ${integer} not null, last_value ${real} not null)`,
    "create unique index metric_series_by_labels on metric_series (project, metric, labels)",
    `create table metric_samples (
      series_id ${integer} not null, at ${integer} not null, value ${real} not null,
      primary key (series_id, at))${clustered}`,
    `create table metric_rollups (
      series_id ${integer} not null, span ${text} not null, at ${integer} not null, count ${integer} not null,
      sum ${real} not null, min ${real} not null, max ${real} not null, first_at ${integer} not null,
      first_value ${real} not null, p95 ${real}, primary key (series_id, span, at))${clustered}`,
    "create index metric_rollups_uncut on metric_rollups (span, at) where p95 is null",
  ];
}

function stateTables({ text, integer, clustered }: ColumnTypes): string[] {
  return [
    `create table rule_states (
      scope ${text} not null, rule ${text} not null, series ${text} not null, state ${text} not null,
      primary key (scope, rule, series))${clustered}`,
    `create table stored_rules (
      project ${text} not null, name ${text} not null, rule ${text} not null, created_at ${integer} not null,
      created_by ${text} not null, primary key (project, name))`,
    `create table sla_states (
      scope ${text} not null, entry ${text} not null, state ${text} not null,
      primary key (scope, entry))${clustered}`,
  ];
}
