import type { JobPast, PastQuery } from "../../model/stream-history.ts";
import type { StreamsSettings } from "../../quality/settings.ts";
import type { Store } from "../../store/index.ts";

/** To the recorder's thread: whose past is wanted. */
export interface HistoryOrder {
  readonly id: number;
  readonly past: PastQuery;
}

/** From the recorder's thread; `null` where the store could not be read. */
export interface HistoryAnswer {
  readonly id: number;
  readonly past: JobPast | null;
}

/**
 * Reads the past of a run's job. A store that is away, or that an older pitchpipe made, means that nothing is known, which
 * is no trouble of its own: the recorder tells of it as soon as it writes.
 */
export async function readHistory(
  open: () => Promise<Store>,
  { id, past: query }: HistoryOrder,
): Promise<HistoryAnswer> {
  try {
    const store = await open();
    return { id, past: await store.quality.past(query) };
  } catch {
    return { id, past: null };
  }
}

/** Whether a changed schema shall hold the load of some stream. */
export function holdsForDrift(layers: readonly StreamsSettings[]): boolean {
  const entries = layers.flatMap((layer) => Object.values(layer).flatMap(({ checks }) => checks ?? []));
  return entries.some(
    (entry) => "schema_drift" in entry && entry.fail !== undefined && entry.mode === "active",
  );
}
