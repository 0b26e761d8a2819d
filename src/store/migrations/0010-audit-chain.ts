import type { Migration } from "./migration.ts";

/**
 * The hash chain. A segment's row is its entry: it gets its place and its hash, and is written once. Segments from before
 * have none and stay as they are: a hash made now would prove nothing of then. All other entries have a table of their own,
 * numbered in one row with the segments.
 */
export const auditChain: Migration = {
  number: 10,
  name: "audit_chain",
  statements: ({ text, integer, clustered }) => [
    `create table audit_chains (
      chain ${text} primary key, number ${integer} not null, hash ${text} not null,
      closed ${integer} not null, cut_number ${integer} not null, cut_hash ${text} not null)${clustered}`,
    `create table audit_entries (
      sequence ${integer} primary key, chain ${text} not null, number ${integer} not null, at ${integer} not null,
      kind ${text} not null, actor ${text} not null, run_id ${text}, stream ${text}, body ${text} not null,
      previous_hash ${text} not null, hash ${text} not null, event_key ${text} not null)`,
    "create unique index audit_entries_by_place on audit_entries (chain, number)",
    "create unique index audit_entries_by_event on audit_entries (chain, event_key)",
    "create index audit_entries_by_run on audit_entries (run_id, sequence)",
    `alter table segments add column chain_number ${integer}`,
    `alter table segments add column hash ${text}`,
  ],
};
