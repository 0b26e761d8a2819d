import type { Migration } from "./migration.ts";

/**
 * What runs read and wrote. A stream's way is kept once however many runs take it; a run keeps which ways it took, and of
 * each edge of the graph only the last run is known, so that the graph is as large as the project and not as its history.
 */
export const lineage: Migration = {
  number: 11,
  name: "lineage",
  statements: ({ text, integer, clustered }) => [
    `create table lineage_flows (hash ${text} primary key, flow ${text} not null, seen_at ${integer} not null)`,
    `create table lineage_blocks (
      run_id ${text} not null, number ${integer} not null, seen_at ${integer} not null, body ${text} not null,
      primary key (run_id, number))${clustered}`,
    `create table lineage_nodes (
      id ${text} primary key, kind ${text} not null, namespace ${text} not null, name ${text} not null,
      unknown ${text}, seen_at ${integer} not null)`,
    `create table lineage_edges (
      from_id ${text} not null, to_id ${text} not null, run_id ${text} not null, at ${integer} not null,
      records ${integer}, flow ${text} not null, project ${text} not null, environment ${text} not null,
      job ${text} not null, primary key (from_id, to_id))${clustered}`,
    "create index lineage_edges_by_run on lineage_edges (run_id)",
  ],
};
