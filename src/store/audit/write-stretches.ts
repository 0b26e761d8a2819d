import { CompiledQuery } from "kysely";
import { bulkInsert, insertValues } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import type { AuditEntryRow } from "../tables/audit.ts";
import type { Database } from "../tables.ts";
import type { PlacedEvent, Stretch } from "./place-events.ts";
import { segmentColumns } from "./segment-pen.ts";

const entryColumns: readonly (keyof AuditEntryRow)[] = [
  "sequence",
  "chain",
  "number",
  "at",
  "kind",
  "actor",
  "run_id",
  "stream",
  "body",
  "previous_hash",
  "hash",
  "event_key",
];
/** Writes entries so that their sequence is their order. */
export async function writeStretches(
  db: Database,
  dialect: Dialect,
  stretches: readonly Stretch[],
): Promise<void> {
  for (const stretch of stretches)
    if (stretch.kind === "events") await writeEntries(db, dialect, stretch.events);
    else for (const piece of stretch.rows.pieces) await insertValues(db, dialect, segmentInsert, piece);
}

const segmentInsert = {
  table: "segments",
  columns: segmentColumns,
  key: ["block_id", "stream", "number"],
} as const;

async function writeEntries(db: Database, dialect: Dialect, placed: readonly PlacedEvent[]): Promise<void> {
  const sequences = await takeSequences(db, dialect, placed.length);
  const rows = placed.map(({ entry, key }, index): AuditEntryRow => {
    return {
      ...{ sequence: sequences[index] ?? 0, chain: entry.chain, number: entry.number, at: entry.at },
      ...{
        kind: entry.kind,
        actor: entry.actor,
        run_id: entry.runId,
        stream: entry.stream,
        body: entry.body,
      },
      ...{ previous_hash: entry.previousHash, hash: entry.hash },
      event_key: key,
    };
  });
  await bulkInsert(db, dialect, {
    table: "audit_entries",
    columns: entryColumns,
    key: ["chain", "event_key"],
    rows,
  });
}

/** Places that nothing else gets, taken from where segments get theirs. */
async function takeSequences(db: Database, dialect: Dialect, count: number): Promise<readonly number[]> {
  if (dialect.kind === "postgres") return takenFromPostgres(db, dialect, count);
  const taken = await db.executeQuery<{ seq: number }>(CompiledQuery.raw(advanceSequence, [count]));
  const last = taken.rows[0]?.seq ?? (await beginSequence(db, count));
  return Array.from({ length: count }, (_, index) => last - count + 1 + index);
}

/** Never back: a copy of the file may have lost the count. */
const advanceSequence = `update sqlite_sequence
  set seq = max(seq, (select coalesce(max(sequence), 0) from audit_entries)) + ?
  where name = 'segments' returning seq`;

async function beginSequence(db: Database, count: number): Promise<number> {
  const begin = "insert into sqlite_sequence (name, seq) values ('segments', ?)";
  await db.executeQuery(CompiledQuery.raw(begin, [count]));
  return count;
}

async function takenFromPostgres(db: Database, dialect: Dialect, count: number): Promise<readonly number[]> {
  const sequence = `pg_get_serial_sequence('${dialect.table("segments")}', 'sequence')`;
  const { rows } = await db.executeQuery<{ sequence: number }>(
    CompiledQuery.raw(`select nextval(${sequence}) as sequence from generate_series(1, $1)`, [count]),
  );
  return rows.map((row) => row.sequence).sort((a, b) => a - b);
}
