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
import { codeOf, isStoreTrouble, openedForReading } from "../store-error.ts";
import type { Database, Tables } from "../tables.ts";
import { openPool } from "./pool.ts";

interface PostgresOptions {
  readonly url: string;
  readonly location: string;
  readonly clock: Clock;
  readonly migrations: readonly Migration[];
  readonly readOnly: boolean;
}

/** Advisory locks are numbers shared by all who use a database; ours lie in a space of their own. */
const lockSpace = 0x70697463;

interface Lock {
  readonly number: number;
  readonly shared: boolean;
}
const migrating: Lock = { number: 1, shared: false };
const oneByOne: Lock = { number: 2, shared: false };
const sideBySide: Lock = { number: 3, shared: true };
const exclusive: Lock = { number: 3, shared: false };

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
    snapshot: (query) => {
      const transaction = db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
      return transaction.execute(query);
    },
    write: async (work, alone) => {
      if (options.readOnly) throw openedForReading(location);
      const transaction = (locks: readonly Lock[]) =>
        db.transaction().execute(async (trx) => {
          for (const lock of locks) await take(trx, lock);
          refuseNewer(await takenVersion(trx), plan, location);
          return work(trx);
        });
      if (alone) return transaction([sideBySide, oneByOne]);
      try {
        return await transaction([sideBySide]);
      } catch (thrown) {
        // Two held what the other wanted, and the server ended this one: it comes again when it has all to itself.
        if (!isStoreTrouble(thrown) || codeOf(thrown.cause) !== "40P01") throw thrown;
        return transaction([exclusive]);
      }
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
    await take(trx, migrating);
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
async function take(trx: Database, { number, shared }: Lock): Promise<void> {
  await trx.executeQuery(CompiledQuery.raw("set local lock_timeout to '10s'"));
  const lock = shared ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock";
  await trx.executeQuery(CompiledQuery.raw(`select ${lock}($1, $2)`, [lockSpace, number]));
}
