import { toTimestamp } from "../lib/clock.ts";
import { csvLine } from "../lib/csv.ts";
import type { StoredEntry } from "../model/audit-entry.ts";

/**
 * An entry as `audit export --format jsonl` prints it, without newline: canonical JSON. Without its `"hash"` and `"sequence"`
 * the line is, byte for byte, what the hash was made of. An entry that somebody damaged is JSON all the same.
 */
export function exportLine(entry: StoredEntry): string {
  const text = JSON.stringify;
  return (
    `{"actor":${text(entry.actor)},"at":${text(timeOf(entry))},"body":${bodyOf(entry)},"chain":${text(entry.chain)}` +
    `,"hash":${text(entry.hash)},"kind":${text(entry.kind)},"number":${text(entry.number)}` +
    `,"previous_hash":${text(entry.previousHash)},"run_id":${text(entry.runId)},"sequence":${entry.sequence}` +
    `,"stream":${text(entry.stream)}}`
  );
}

/** When it was, in RFC 3339; `null` for a damaged entry that holds no time. */
export function timeOf({ at }: Pick<StoredEntry, "at">): string | null {
  return Number.isInteger(at) && Math.abs(at) <= 8.64e15 ? toTimestamp(at) : null;
}

/** A body as JSON text; what is none, in a damaged entry, as a JSON string. */
function bodyOf({ body }: StoredEntry): string {
  try {
    JSON.parse(body);
    return body;
  } catch {
    // Its hash tells that it was changed.
    return JSON.stringify(String(body));
  }
}

/** The columns of the CSV, in order. */
export const csvColumns = [
  "sequence",
  "at",
  "kind",
  "actor",
  "run_id",
  "stream",
  "chain",
  "number",
  "body",
  "previous_hash",
  "hash",
] as const;

/** An entry as a line of CSV, with its end. Cells that a spreadsheet would take for a formula begin with `'`. */
export function csvEntry(entry: StoredEntry): string {
  const { sequence, kind, actor, runId, stream, chain, number, body, previousHash, hash } = entry;
  return csvLine([
    ...[sequence, timeOf(entry), kind, actor, runId, stream],
    ...[chain, number, body, previousHash, hash],
  ]);
}
