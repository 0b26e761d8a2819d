import { type OnDamaged, quarantineFiles, type RowFilter, rowsOf } from "./read-rows.ts";

/** Rows of one run, stream and check in one file. */
export interface QuarantineBatch {
  readonly runId: string;
  readonly stream: string | null;
  readonly check: string | null;
  /** Rows that lie there, replayed ones included. */
  readonly records: number;
  readonly replayed: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly file: string;
}

/** What lies in the quarantine, the newest file first. */
export function quarantineBatches(
  folder: string,
  filter: RowFilter = {},
  onDamaged?: OnDamaged,
): QuarantineBatch[] {
  const files = quarantineFiles(folder).reverse();
  return files.flatMap((file) => batchesOf(file, filter, onDamaged));
}

/** The run whose rows came last; `null` for an empty quarantine. */
export function latestRun(folder: string): string | null {
  for (const file of quarantineFiles(folder).reverse())
    for (const { entry } of rowsOf([file])) return entry.runId;
  return null;
}

/** The ids of all runs with rows. */
export function quarantinedRuns(folder: string): string[] {
  return [...new Set(quarantineBatches(folder).map(({ runId }) => runId))];
}

function batchesOf(file: string, filter: RowFilter, onDamaged?: OnDamaged): QuarantineBatch[] {
  const batches = new Map<string, QuarantineBatch>();
  for (const { entry, isReplayed } of rowsOf([file], filter, onDamaged)) {
    const { runId, stream, check, at } = entry;
    const key = JSON.stringify([runId, stream, check]);
    const before = batches.get(key) ?? {
      runId,
      stream,
      check,
      file,
      records: 0,
      replayed: 0,
      firstAt: at,
      lastAt: at,
    };
    batches.set(key, {
      ...before,
      records: before.records + 1,
      replayed: before.replayed + Number(isReplayed),
      lastAt: at ?? before.lastAt,
    });
  }
  return [...batches.values()];
}
