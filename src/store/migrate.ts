import { CompiledQuery } from "kysely";
import { type Dialect, postgresSchema } from "./dialect.ts";
import type { Migration } from "./migrations/migration.ts";
import { newer, unavailable } from "./store-error.ts";
import type { Database } from "./tables.ts";

/** The steps this version knows and the time to write down for those it takes. */
export interface MigrationPlan {
  readonly migrations: readonly Migration[];
  readonly now: number;
}

/** The newest step of a plan. */
export function knownVersion({ migrations }: Pick<MigrationPlan, "migrations">): number {
  return migrations.at(-1)?.number ?? 0;
}

const hasMigrations: Readonly<Record<Dialect["kind"], string>> = {
  sqlite: "select count(*) as found from sqlite_master where type = 'table' and name = 'migrations'",
  postgres: `select count(*) as found from pg_catalog.pg_tables
    where schemaname = '${postgresSchema}' and tablename = 'migrations'`,
};

/** The newest step that a store has taken; 0 for an empty one. */
export async function versionOf(db: Database, dialect: Dialect): Promise<number> {
  const { rows } = await db.executeQuery<{ found: number }>(CompiledQuery.raw(hasMigrations[dialect.kind]));
  return rows[0]?.found === 1 ? takenVersion(db) : 0;
}

/** Like `versionOf`, for a store that is known not to be empty: one quick look. */
export async function takenVersion(db: Database): Promise<number> {
  const row = await db
    .selectFrom("migrations")
    .select(({ fn }) => fn.max("number").as("version"))
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** Raises `STORE_NEWER` where a store has taken steps that this version doesn't know. */
export function refuseNewer(found: number, plan: Pick<MigrationPlan, "migrations">, location: string): void {
  const known = knownVersion(plan);
  if (found > known) throw newer(location, found, known);
}

/** Takes, inside a transaction, all steps after `from`. */
export async function migrateFrom(
  db: Database,
  dialect: Dialect,
  from: number,
  plan: MigrationPlan,
): Promise<void> {
  if (from === 0) await run(db, firstTable(dialect));
  for (const { number, name, statements } of plan.migrations.filter((step) => step.number > from)) {
    for (const statement of statements(dialect.columns)) await run(db, statement);
    await db.insertInto("migrations").values({ number, name, applied_at: plan.now }).execute();
  }
}

/** A store opened only for reading can't be brought forward. */
export function refuseOlder(found: number, plan: Pick<MigrationPlan, "migrations">, location: string): void {
  if (found >= knownVersion(plan)) return;
  throw unavailable(location, {
    why: found === 0 ? "Nothing has been kept there yet." : "An older pitchpipe made it.",
    whatToDo: "Run `pitchpipe tick` once: it brings the store up to date.",
  });
}

function firstTable({ columns: { integer, text } }: Dialect): string {
  return `create table migrations (
    number ${integer} primary key, name ${text} not null, applied_at ${integer} not null)`;
}

async function run(db: Database, statement: string): Promise<void> {
  await db.executeQuery(CompiledQuery.raw(statement));
}
