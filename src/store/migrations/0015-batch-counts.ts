import type { Migration } from "./migration.ts";

/** How many BATCH messages passed: records that nobody counted. */
export const batchCounts: Migration = {
  number: 15,
  name: "batch_counts",
  statements: ({ integer }) => [`alter table stream_counts add column batches ${integer} not null default 0`],
};
