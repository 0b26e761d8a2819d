import { setTimeout as sleep } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { CompiledQuery } from "kysely";
import { sqliteDialect } from "../dialect.ts";
import {
  knownVersion,
  type MigrationPlan,
  migrateFrom,
  refuseNewer,
  refuseOlder,
  versionOf,
} from "../migrate.ts";
import { codeOf, storeErrorOf, unavailable } from "../store-error.ts";
import type { Database } from "../tables.ts";
import { backUp } from "./backup.ts";
import { busyLimitMs, SqliteConnection } from "./connection.ts";
import { createPrivately, type FileIdentity, identityOf } from "./file.ts";
import { queryLayer } from "./query-layer.ts";

export interface OpenedFile {
  readonly identity: FileIdentity | null;
  readonly connection: SqliteConnection;
  readonly db: Database;
}

/** A short wait inside SQLite; the long one is ours and doesn't block the process. */
const shortWaitMs = 20;

/** Opens the store's file for writing: made where there is none, in WAL mode, brought up to date after a backup. */
export async function openForWriting(path: string, plan: MigrationPlan): Promise<OpenedFile> {
  createPrivately(path);
  return guarded(path, connect(path, { timeout: shortWaitMs }), async (database, opened) => {
    await useWriteAheadLog(database);
    // A bookmark may be forwarded on the strength of a commit, so every commit reaches the disk.
    database.pragma("synchronous = full");
    database.pragma("foreign_keys = on");
    database.pragma("journal_size_limit = 67108864");
    await bringUpToDate(path, opened, plan);
  });
}

/** Opens the store's file so that nothing can be written through it. */
export async function openForReading(path: string, plan: MigrationPlan): Promise<OpenedFile> {
  if (identityOf(path) === null) refuseOlder(0, plan, path);
  return guarded(path, connect(path, { timeout: busyLimitMs, readonly: true }), async (_, { db }) => {
    const version = await versionOf(db, sqliteDialect);
    refuseNewer(version, plan, path);
    refuseOlder(version, plan, path);
  });
}

/** A second connection beside a writing one, for reading what is committed. */
export function openBeside(path: string): OpenedFile {
  const database = connect(path, { timeout: busyLimitMs });
  database.pragma("query_only = on");
  return openedFile(path, database);
}

/** Whether the file is really damaged: a look at all its pages. */
export function checkFile(path: string): unknown {
  try {
    const database = connect(path, { timeout: busyLimitMs });
    try {
      const [first] = database.pragma("quick_check(1)") as { quick_check: string }[];
      return first?.quick_check === "ok" ? null : new Error(first?.quick_check ?? "no answer");
    } finally {
      database.close();
    }
  } catch (thrown) {
    return thrown;
  }
}

async function guarded(
  path: string,
  database: SqliteDatabase.Database,
  prepare: (database: SqliteDatabase.Database, opened: OpenedFile) => Promise<void>,
): Promise<OpenedFile> {
  const opened = openedFile(path, database);
  try {
    await prepare(database, opened);
    return opened;
  } catch (thrown) {
    opened.connection.close();
    throw storeErrorOf(thrown, path) ?? thrown;
  }
}

function openedFile(path: string, database: SqliteDatabase.Database): OpenedFile {
  const connection = new SqliteConnection(database, path);
  return { identity: identityOf(path), connection, db: queryLayer(connection) };
}

function connect(path: string, options: SqliteDatabase.Options): SqliteDatabase.Database {
  try {
    return new SqliteDatabase(path, { fileMustExist: true, ...options });
  } catch (thrown) {
    throw storeErrorOf(thrown, path) ?? thrown;
  }
}

/** Processes that open a new store at the same moment all want to switch; SQLite lets some of them fail at once. */
async function useWriteAheadLog(database: SqliteDatabase.Database): Promise<void> {
  for (let waited = 0; ; waited += shortWaitMs) {
    try {
      database.pragma("journal_mode = wal");
      return;
    } catch (thrown) {
      if (!codeOf(thrown).startsWith("SQLITE_BUSY") || waited >= busyLimitMs) throw thrown;
    }
    await sleep(shortWaitMs);
  }
}

async function bringUpToDate(path: string, { db }: OpenedFile, plan: MigrationPlan): Promise<void> {
  const found = await versionOf(db, sqliteDialect);
  refuseNewer(found, plan, path);
  if (found === knownVersion(plan)) return;
  await db.transaction().execute(async (trx) => {
    // Another process may have been faster while this one waited for the lock.
    const version = await versionOf(trx, sqliteDialect);
    refuseNewer(version, plan, path);
    if (version === 0) await refuseForeign(trx, path);
    else if (version < knownVersion(plan)) backUp(path, version, plan.now);
    await migrateFrom(trx, sqliteDialect, version, plan);
  });
}

/** A file that holds somebody else's tables (Meltano's own database, say) is not ours to fill. */
async function refuseForeign(db: Database, path: string): Promise<void> {
  const { rows } = await db.executeQuery<{ tables: number }>(
    CompiledQuery.raw("select count(*) as tables from sqlite_master where type = 'table'"),
  );
  if ((rows[0]?.tables ?? 0) === 0) return;
  throw unavailable(path, {
    why: "The file is the database of something else.",
    whatToDo: "Let `store.url` name a file of its own.",
  });
}
