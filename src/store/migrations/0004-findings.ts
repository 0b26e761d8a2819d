import type { Migration } from "./migration.ts";

/** What checks found, which checks passed, and what was erased from the quarantine. */
export const findings: Migration = {
  number: 4,
  name: "findings",
  statements: ({ text, integer }) => [
    `create table findings (
      block_id ${text} not null, finding_key ${text} not null, run_id ${text} not null, stream ${text} not null,
      name ${text} not null, outcome ${text} not null, level ${text} not null, mode ${text} not null,
      violations ${integer} not null, at ${integer} not null, finding ${text} not null,
      primary key (block_id, finding_key))`,
    "create index findings_by_run on findings (run_id, stream, name)",
    `create table passed_checks (
      block_id ${text} not null, stream ${text} not null, name ${text} not null, run_id ${text} not null,
      primary key (block_id, stream, name))`,
    "create index passed_checks_by_run on passed_checks (run_id)",
    `create table finding_tellings (run_id ${text} primary key, told_at ${integer})`,
    "create index finding_tellings_due on finding_tellings (run_id) where told_at is null",
    `create table quarantine_purges (
      purge_id ${text} primary key, at ${integer} not null, purge ${text} not null)`,
    "create index quarantine_purges_by_time on quarantine_purges (at)",
    // What retention looks for; without them each tick would read these tables whole.
    "create index log_chunks_by_time on log_chunks (at)",
    "create index signals_taken on signals (taken_at) where taken_at is not null",
    "create index mapper_blocks_by_heartbeat on mapper_blocks (heartbeat_at)",
  ],
};
