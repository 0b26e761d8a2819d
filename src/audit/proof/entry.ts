import { canonicalJson, type Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { StoredEntry } from "../../model/audit-entry.ts";
import type { ProofEntry } from "./document.ts";

/** An entry as documents carry it. Raises a `SyntaxError` for one whose body somebody damaged. */
export function toProofEntry(entry: StoredEntry): ProofEntry {
  const { sequence, at, kind, actor, runId, stream, chain, number, hash, previousHash, body } = entry;
  return {
    ...{ sequence, at: toTimestamp(at), kind, actor, run_id: runId, stream, chain, number, hash },
    ...{ previous_hash: previousHash, body: JSON.parse(body) as ProofEntry["body"] },
  };
}

/** The same entry as it was hashed. */
export function fromProofEntry(entry: ProofEntry): StoredEntry {
  const { sequence, at, kind, actor, run_id, stream, chain, number, hash, previous_hash, body } = entry;
  return {
    ...{ sequence, at: Date.parse(at), kind, actor, runId: run_id, stream, chain, number, hash },
    ...{ previousHash: previous_hash, body: canonicalJson(body as Json) },
  };
}
