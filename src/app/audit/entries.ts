import type { StoredEntry } from "../../model/audit-entry.ts";
import type { AuditFilter, AuditReader } from "../../store/index.ts";

/** Which entries are meant; all without any of it. */
export type EntryFilter = Omit<AuditFilter, "after" | "limit" | "newest">;

const pageSize = 1_000;

/** Where entries are read: the store, or one state of it. */
export interface EntrySource {
  readonly audit: Pick<AuditReader, "page">;
}

/** The entries that are meant, in the order they were written, a page at a time. */
export async function* entriesOf(
  store: EntrySource,
  filter: EntryFilter,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<StoredEntry> {
  let left = most;
  for (let after = 0; left > 0; ) {
    const limit = Math.min(pageSize, left);
    const page = await store.audit.page({ ...filter, after, limit });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = last.sequence;
    left -= page.length;
  }
}

/** The last ones of the entries that are meant, in the order they were written. */
export function newestEntries(
  store: EntrySource,
  filter: EntryFilter,
  limit: number,
): Promise<StoredEntry[]> {
  return store.audit.page({ ...filter, after: 0, limit, newest: true });
}
