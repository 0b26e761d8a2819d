import { setTimeout as sleep } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { CompiledQuery } from "kysely";
import type { PitchpipeError } from "../../lib/errors.ts";
import { sqliteDialect } from "../dialect.ts";
import {
  knownVersion,
  type MigrationPlan,
  migrateFrom,
  refuseNewer,
  refuseOlder,
  takenVersion,
  versionOf,
} from "../migrate.ts";
import { codeOf, isUnreadable, storeErrorOf, unavailable } from "../store-error.ts";
import type { Database } from "../tables.ts";
import { backUp } from "./backup.ts";
import { busyLimitMs, SqliteConnection } from "./connection.ts";
import { createPrivately, type FileIdentity, identityOf } from "./file.ts";
import { queryLayer } from "./query-layer.ts";

/** One connection to the store's file, and the query layer over it. */
export interface OpenedFile {
  readonly path: string;
  readonly identity: FileIdentity | null;
  readonly database: SqliteDatabase.Database;
  readonly connection: SqliteConnection;
  readonly db: Database;
}

/** A short wait inside SQLite; the long one is ours and doesn't block the process. */
const shortWaitMs = 20;

/**
 * Opens the store's file for writing: made where there is none, in WAL mode, brought up to date after a backup. Damage
 * is told before the file is closed: SQLite may write into a file, and remove its log, when it closes it.
 */
export async function openForWriting(
  path: string,
  plan: MigrationPlan & { readonly busyLimitMs: number },
  onDamage: (file: OpenedFile, error: PitchpipeError) => void,
): Promise<OpenedFile> {
  createPrivately(path);
  const file = connect(path, { timeout: shortWaitMs }, plan.busyLimitMs);
  return prepared(file, onDamage, async ({ database }) => {
    await useWriteAheadLog(database);
    // A bookmark may be forwarded on the strength of a commit, so every commit reaches the disk.
    database.pragma("synchronous = full");
    database.pragma("foreign_keys = on");
    database.pragma("journal_size_limit = 67108864");
    await bringUpToDate(file, plan);
  });
}

/** Opens the store's file so that nothing can be written through it. */
export async function openForReading(path: string, plan: MigrationPlan): Promise<OpenedFile> {
  if (identityOf(path) === null) refuseOlder(0, plan, path);
  const file = connect(path, { timeout: busyLimitMs, readonly: true });
  return prepared(file, null, async ({ db }) => {
    const version = await versionOf(db, sqliteDialect);
    refuseNewer(version, plan, path);
    refuseOlder(version, plan, path);
  });
}

/** A second connection beside a writing one, for reading what is committed. */
export function openBeside(path: string): OpenedFile {
  const file = connect(path, { timeout: busyLimitMs });
  file.database.pragma("query_only = on");
  return file;
}

/** What a look at all pages of a file finds wrong; `null` for a sound one. */
export function checkFile(path: string): unknown {
  try {
    const { database, connection } = connect(path, { timeout: busyLimitMs });
    try {
      const answer = database.pragma("quick_check(1)", { simple: true });
      return answer === "ok" ? null : new Error(String(answer));
    } finally {
      connection.close();
    }
  } catch (thrown) {
    return thrown;
  }
}

async function prepared(
  file: OpenedFile,
  onDamage: ((file: OpenedFile, error: PitchpipeError) => void) | null,
  prepare: (file: OpenedFile) => Promise<void>,
): Promise<OpenedFile> {
  try {
    await prepare(file);
    return file;
  } catch (thrown) {
    const error = storeErrorOf(thrown, file.path) ?? thrown;
    try {
      if (isUnreadable(error)) onDamage?.(file, error);
    } finally {
      file.connection.close();
    }
    throw error;
  }
}

function connect(path: string, options: SqliteDatabase.Options, waitMs = busyLimitMs): OpenedFile {
  try {
    const database = new SqliteDatabase(path, { fileMustExist: true, ...options });
    const connection = new SqliteConnection(database, path);
    return { path, identity: identityOf(path), database, connection, db: queryLayer(connection, waitMs) };
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

async function bringUpToDate({ path, db }: OpenedFile, plan: MigrationPlan): Promise<void> {
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
  // Ours, without the list of the steps it has taken: the driver's own word for it.
  if (await hasOurs(db)) await takenVersion(db);
  throw unavailable(path, {
    why: "The file is the database of something else.",
    whatToDo: "Let `store.url` name a file of its own.",
  });
}

async function hasOurs(db: Database): Promise<boolean> {
  const { rows } = await db.executeQuery<{ ours: number }>(
    CompiledQuery.raw(
      "select count(*) as ours from sqlite_master where name in ('mapper_blocks', 'segments')",
    ),
  );
  return rows[0]?.ours === 2;
}
