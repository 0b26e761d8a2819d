import type { Migration } from "./migration.ts";

/** The outbox of OpenLineage: events, and their deliveries by destination. */
export const openlineage: Migration = {
  number: 12,
  name: "openlineage",
  statements: ({ text, integer, clustered }) => [
    `create table openlineage_events (
      id ${text} primary key, run_id ${text} not null, subject ${text} not null, project ${text} not null,
      environment ${text} not null, type ${text} not null, at ${integer} not null, place ${integer} not null,
      body ${text} not null)`,
    "create index openlineage_events_by_run on openlineage_events (run_id)",
    "create index openlineage_events_by_subject on openlineage_events (subject)",
    `create table openlineage_deliveries (
      event_id ${text} not null, destination ${text} not null, run_id ${text} not null, project ${text} not null,
      environment ${text} not null, at ${integer} not null, place ${integer} not null, status ${text} not null,
      tries ${integer} not null, due_at ${integer}, error ${text}, settled_at ${integer},
      primary key (event_id, destination))${clustered}`,
    "create index openlineage_deliveries_by_run on openlineage_deliveries (run_id)",
    `create index openlineage_deliveries_waiting
      on openlineage_deliveries (project, environment, destination, at, place) where status = 'pending'`,
    `create index openlineage_deliveries_settled
      on openlineage_deliveries (project, environment, destination, status, settled_at)`,
  ],
};
