import type { HealthEffects } from "../effects.ts";
import type { HealthType, SettingsOf } from "../settings.ts";
import { openBigquery } from "./bigquery.ts";
import type { Connection } from "./connection.ts";
import { openDuckdb } from "./duckdb.ts";
import { openMssql } from "./mssql.ts";
import { openMysql } from "./mysql.ts";
import { openOracle } from "./oracle.ts";
import { openSnowflake } from "./snowflake.ts";

export const databaseTypes = [
  "postgres",
  "mysql",
  "mssql",
  "oracle",
  "sqlite",
  "duckdb",
  "snowflake",
  "bigquery",
] as const satisfies readonly HealthType[];
export type DatabaseType = (typeof databaseTypes)[number];
export type DatabaseSettings = SettingsOf<DatabaseType>;

export function isDatabase(settings: { readonly type: HealthType }): settings is DatabaseSettings {
  return (databaseTypes as readonly string[]).includes(settings.type);
}

/** Opens a database with its own driver, which is loaded only now. */
export async function openDatabase(
  settings: DatabaseSettings,
  { loadDriver }: Pick<HealthEffects, "loadDriver">,
  signal: AbortSignal,
): Promise<Connection> {
  if (settings.type === "postgres") return (await import("./postgres.ts")).openPostgres(settings, signal);
  if (settings.type === "sqlite") return (await import("./sqlite.ts")).openSqlite(settings, signal);
  switch (settings.type) {
    case "mysql":
      return openMysql(settings, signal, loadDriver);
    case "duckdb":
      return openDuckdb(settings, signal, loadDriver);
    case "oracle":
      return openOracle(settings, signal, loadDriver);
    case "mssql":
      return openMssql(settings, signal, loadDriver);
    case "snowflake":
      return openSnowflake(settings, signal, loadDriver);
    case "bigquery":
      return openBigquery(settings, signal, loadDriver);
  }
}

/** A query that every database of the type answers, and that has to reach it. */
export function simplestQuery(type: DatabaseType): string {
  if (type === "oracle") return "select 1 from dual";
  // `select 1` would not look into the file.
  return type === "sqlite" ? "select count(*) from sqlite_master" : "select 1";
}
