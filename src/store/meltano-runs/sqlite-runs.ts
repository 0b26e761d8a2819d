import { existsSync, readFileSync, statSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import type { RawRun, RunsWanted } from "./meltano-run.ts";

const query = `select * from (
    select rowid as id, job_name as state_id, state, started_at, ended_at, last_heartbeat_at, "trigger", run_id,
      case when payload like '%"error"%' then payload end as payload
    from runs
    where state is not 'STATE_EDIT' and (started_at >= :since or ended_at >= :since or last_heartbeat_at >= :since)
    order by started_at desc, id desc limit :limit)
  order by started_at, id`;

/** A bigger file is read through SQLite, at the price of two empty files that stay beside it. */
const maxBytesInMemory = 256 * 1024 * 1024;

/** Meltano's runs from its SQLite file, which is left as it is. `null` where the table is missing. */
export function readSqliteRuns(path: string, { since, limit }: RunsWanted): RawRun[] | null {
  const database = openUntouched(path);
  try {
    const table = "select 1 from sqlite_master where type = 'table' and name = 'runs'";
    if (database.prepare(table).get() === undefined) return null;
    const from = new Date(since).toISOString().slice(0, 23).replace("T", " ");
    return database.prepare(query).all({ since: from, limit }) as RawRun[];
  } finally {
    database.close();
  }
}

/**
 * Meltano uses WAL mode. With a log beside the file somebody has it open (or died with it): then SQLite reads both and
 * makes nothing new. Without one even a read-only connection would leave an empty log behind, so we read a copy in
 * memory.
 */
function openUntouched(path: string): SqliteDatabase.Database {
  const inUse = existsSync(`${path}-wal`) || existsSync(`${path}-journal`);
  if (!inUse && statSync(path).size <= maxBytesInMemory)
    return new SqliteDatabase(withoutWal(readFileSync(path)));
  return new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
}

/** Bytes 18 and 19 of the header say which journal a writer and a reader must use; a copy in memory has no log. */
function withoutWal(bytes: Buffer): Buffer {
  if (bytes.length > 19 && bytes[18] === 2 && bytes[19] === 2) bytes.fill(1, 18, 20);
  return bytes;
}
