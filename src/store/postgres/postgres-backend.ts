import { CompiledQuery, Kysely, PostgresDialect } from "kysely";
import type { Clock } from "../../lib/clock.ts";
import type { Backend } from "../backend.ts";
import { postgresDialect, postgresSchema } from "../dialect.ts";
import {
  knownVersion,
  type MigrationPlan,
  migrateFrom,
  refuseNewer,
  refuseOlder,
  takenVersion,
  versionOf,
} from "../migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { openedForReading } from "../store-error.ts";
import type { Database, Tables } from "../tables.ts";
import { openPool } from "./pool.ts";

interface PostgresOptions {
  readonly url: string;
  readonly location: string;
  readonly clock: Clock;
  readonly migrations: readonly Migration[];
  readonly readOnly: boolean;
}

/** Advisory locks are numbers shared by all who use a database; ours are two below this one of our own. */
const lockSpace = 0x70697463;
const migrationLock = 1;
const writeLock = 2;

/** Opens a store in the schema `pitchpipe` of a PostgreSQL database; makes and updates it where needed. */
export async function openPostgres(options: PostgresOptions): Promise<Backend> {
  const { location, migrations } = options;
  const all = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(options.url, location) }) });
  const db = all.withSchema(postgresSchema);
  const plan = { migrations, now: options.clock.now() };
  try {
    await bringUpToDate(db, plan, options);
  } catch (thrown) {
    await all.destroy();
    throw thrown;
  }
  return {
    dialect: postgresDialect,
    location,
    damage: null,
    generation: 0,
    read: (query) => query(db),
    write: async (work, alone) => {
      if (options.readOnly) throw openedForReading(location);
      return db.transaction().execute(async (trx) => {
        if (alone) await lock(trx, writeLock);
        refuseNewer(await takenVersion(trx), plan, location);
        return work(trx);
      });
    },
    close: () => all.destroy(),
  };
}

async function bringUpToDate(db: Database, plan: MigrationPlan, options: PostgresOptions): Promise<void> {
  const found = await versionOf(db, postgresDialect);
  refuseNewer(found, plan, options.location);
  if (options.readOnly) return refuseOlder(found, plan, options.location);
  if (found === knownVersion(plan)) return;
  await db.transaction().execute(async (trx) => {
    await lock(trx, migrationLock);
    // Another process may have been faster while this one waited for the lock.
    const version = await versionOf(trx, postgresDialect);
    refuseNewer(version, plan, options.location);
    await enterSchema(trx);
    await migrateFrom(trx, postgresDialect, version, plan);
  });
}

/** Made only where it is missing: a user who may not make schemas can be given one. */
async function enterSchema(trx: Database): Promise<void> {
  const { rows } = await trx.executeQuery(
    CompiledQuery.raw("select 1 from pg_catalog.pg_namespace where nspname = $1", [postgresSchema]),
  );
  if (rows.length === 0) await trx.executeQuery(CompiledQuery.raw(`create schema ${postgresSchema}`));
  await trx.executeQuery(CompiledQuery.raw(`set local search_path to ${postgresSchema}`));
}

/** Waits for a lock that the end of the transaction gives back, also where the process dies. */
async function lock(trx: Database, number: number): Promise<void> {
  await trx.executeQuery(CompiledQuery.raw("set local lock_timeout to '10s'"));
  await trx.executeQuery(CompiledQuery.raw("select pg_advisory_xact_lock($1, $2)", [lockSpace, number]));
}
