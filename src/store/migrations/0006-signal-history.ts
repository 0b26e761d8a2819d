import type { Migration } from "./migration.ts";

/** Signals stay after they were decided on, so that changed settings can be tried on what really happened. */
export const signalHistory: Migration = {
  number: 6,
  name: "signal-history",
  statements: () => [
    "create index signals_by_time on signals (at, signal_id)",
    "create index signals_by_taking on signals (taken_at) where taken_at is not null",
  ],
};
