import type { Migration } from "./migration.ts";

/** Bookmarks of segments, time per stream, and what a target may have been holding when it went. */
export const flowDetails: Migration = {
  number: 2,
  name: "flow details",
  statements: ({ text, integer }) => [
    `alter table segments add column bookmark ${text}`,
    `alter table stream_counts add column waiting_for_tap_ms ${integer} not null default 0`,
    `alter table stream_counts add column waiting_for_target_ms ${integer} not null default 0`,
    `alter table stream_counts add column own_work_ms ${integer} not null default 0`,
    `alter table mapper_blocks add column flight ${text}`,
  ],
};
