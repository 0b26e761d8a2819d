import { timeOf } from "../../audit/export-line.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { StoredEntry } from "../../model/audit-entry.ts";
import type { Store } from "../../store/index.ts";
import type { Verified } from "../audit/verify-audit.ts";

/** An entry of the account (design section 15). Its place in the store is no part of what its hash was made of. */
export function entryDocument(entry: StoredEntry) {
  const { sequence, kind, actor, runId, stream, chain, number, hash, previousHash, body } = entry;
  return {
    sequence,
    at: timeOf(entry),
    ...{ kind, actor, run_id: runId, stream, chain, number, hash, previous_hash: previousHash },
    body: bodyOf(body),
  };
}

/** A body that somebody damaged is shown as the text it is. */
function bodyOf(body: string): Json {
  try {
    return JSON.parse(body);
  } catch {
    // `audit verify` says that it was changed.
    return String(body);
  }
}

/** The bookmarks that the STATEs behind segments had, by sequence. They stand beside the chain: no hash covers them. */
export async function bookmarksOf(
  store: Store,
  entries: readonly StoredEntry[],
): Promise<ReadonlyMap<number, string | null>> {
  const segments = entries.filter(({ kind }) => kind === "segment");
  const [first] = segments;
  if (first === undefined) return new Map();
  const wanted = new Set(segments.map(({ sequence }) => sequence));
  const found = new Map<number, string | null>();
  for (let after = first.sequence - 1; found.size < wanted.size; ) {
    const page = await store.blocks.segmentPage({ after, limit: 1_000 });
    for (const { sequence, bookmark } of page) if (wanted.has(sequence)) found.set(sequence, bookmark);
    const last = page.at(-1);
    if (last === undefined || page.length < 1_000 || last.sequence >= (segments.at(-1)?.sequence ?? 0)) break;
    after = last.sequence;
  }
  return found;
}

/** What `audit verify --json` prints (design section 15). */
export function verifiedDocument(
  verified: Verified,
  signature: { readonly signedBy: string | null; readonly checkpoint: string | null },
): { readonly [key: string]: Json } {
  const { breach, entries, head, unchained, underWay } = verified;
  return {
    valid: breach === null,
    entries,
    head: head?.hash ?? null,
    signed_by: signature.signedBy,
    first_broken:
      breach === null
        ? null
        : { sequence: breach.sequence, chain: breach.chain, number: breach.number, reason: breach.reason },
    checkpoint_at: signature.checkpoint,
    runs_under_way: underWay,
    unchained_segments: unchained,
  };
}
