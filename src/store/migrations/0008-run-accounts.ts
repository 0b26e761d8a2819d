import type { Migration } from "./migration.ts";

/** Under what a run ran, and why it failed. */
export const runAccounts: Migration = {
  number: 8,
  name: "run_accounts",
  statements: ({ text }) => [
    `create table run_dossiers (run_id ${text} primary key, dossier ${text} not null)`,
    `create table run_contexts (run_id ${text} primary key, context ${text} not null)`,
  ],
};
