import type { Migration } from "./migration.ts";

/** What runs leave for later ones to compare with: schemas, bookmarks, column metrics; and what people accepted. */
export const quality: Migration = {
  number: 3,
  name: "quality",
  statements: ({ text, integer }) => [
    `create table stream_schemas (
      block_id ${text} not null, stream ${text} not null, run_id ${text} not null, at ${integer} not null,
      flagged ${text} not null, hash ${text}, key_properties ${text} not null, inferred ${text} not null,
      held ${integer} not null, bookmarks ${text} not null, primary key (block_id, stream))`,
    "create index stream_schemas_by_run on stream_schemas (run_id, stream)",
    `create table schema_texts (
      hash ${text} primary key, schema ${text} not null, first_seen_at ${integer} not null)`,
    `create table column_metrics (
      block_id ${text} not null, stream ${text} not null, run_id ${text} not null, at ${integer} not null,
      columns ${text} not null, primary key (block_id, stream))`,
    "create index column_metrics_by_run on column_metrics (run_id, stream)",
    `create table acceptances (
      project ${text} not null, environment ${text} not null, job ${text} not null, stream ${text} not null,
      metric ${text} not null, run_id ${text} not null, from_at ${integer} not null, hash ${text},
      at ${integer} not null, "by" ${text} not null,
      primary key (project, environment, job, stream, metric))`,
    // A mapper that nobody wrapped knows only its tap: the earlier runs tell which job that is.
    "create index mapper_blocks_by_tap on mapper_blocks (tap, opened_at)",
  ],
};
