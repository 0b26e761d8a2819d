import type { Migration } from "./migration.ts";

/** The last known state of each health check, and its history. */
export const health: Migration = {
  number: 9,
  name: "health",
  statements: ({ text, integer, real, clustered }) => [
    `create table health_states (
      scope ${text} not null, check_name ${text} not null, state ${text} not null,
      primary key (scope, check_name))${clustered}`,
    `create table health_results (
      scope ${text} not null, check_name ${text} not null, at ${integer} not null, status ${text} not null,
      message ${text} not null, latency_seconds ${real}, primary key (scope, check_name, at))${clustered}`,
    "create index health_results_by_age on health_results (at)",
  ],
};
