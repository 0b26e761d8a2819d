import { ChainVerifier } from "../../audit/verify-chains.ts";
import type { StoredEntry } from "../../model/audit-entry.ts";
import type { Store } from "../../store/index.ts";
import { notFound } from "../find-run.ts";

/** The entry that a person means by its sequence or `latest`. Raises `NOT_FOUND`. */
export async function oneEntry(store: Pick<Store, "audit">, id: string): Promise<StoredEntry> {
  const sequence = Number(id);
  const isNumber = /^\d{1,15}$/.test(id);
  const found =
    id === "latest"
      ? await store.audit.page({ after: 0, limit: 1, newest: true })
      : await store.audit.page({ after: isNumber ? sequence - 1 : Number.MAX_SAFE_INTEGER, limit: 1 });
  const [entry] = found;
  if (entry !== undefined && (id === "latest" || entry.sequence === sequence)) return entry;
  throw notFound(
    id === "latest" ? "The account has no entry yet." : `The account has no entry ${id}.`,
    "Take a number from the first column of `pitchpipe audit list`, or `latest`.",
  );
}

/** Whether an entry is as it was written and follows the one before it. */
export async function isSoundEntry(store: Pick<Store, "audit">, entry: StoredEntry): Promise<boolean> {
  const starts = await store.audit.starts();
  const verifier = new ChainVerifier(store.audit, { starts, partial: true });
  return await verifier.take(entry);
}
