import { messageOf } from "../../lib/errors.ts";
import { healthy } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import { withConnection } from "../probes/database.ts";
import type { Connection } from "./connection.ts";
import type { DatabaseSettings } from "./open.ts";

/** A table by its names as they stand in the database; no schema is the one that the connection has. */
export interface TableName {
  readonly schema: string | null;
  readonly table: string;
}

/** How many rows a table has, or why that is not known. */
export type TableCount = { readonly rows: number } | { readonly rows: null; readonly reason: string };

/** The databases whose tables can be counted. */
export const countableTypes = ["postgres", "mysql", "sqlite", "duckdb"] as const;
export type CountableType = (typeof countableTypes)[number];
export type CountableSettings = Extract<DatabaseSettings, { readonly type: CountableType }>;

/**
 * Counts the rows of tables, one after the other over one connection that may only read. The signal ends it wherever it is;
 * what is not counted by then has a reason. Never throws.
 */
export async function countRows(
  settings: CountableSettings,
  tables: readonly TableName[],
  { effects, signal }: { readonly effects: HealthEffects; readonly signal: AbortSignal },
): Promise<TableCount[]> {
  const counts: TableCount[] = [];
  const outcome = await withConnection(settings, effects, signal, async (connection) => {
    await limitQueries(connection, settings);
    for (const table of tables)
      counts.push(signal.aborted ? late(settings) : await countOne(connection, { settings, table, signal }));
    return healthy("counted");
  });
  const reason = signal.aborted ? late(settings).reason : outcome.message;
  return tables.map((_, at) => counts[at] ?? { rows: null, reason });
}

async function countOne(
  connection: Connection,
  {
    settings,
    table,
    signal,
  }: { readonly settings: CountableSettings; readonly table: TableName; readonly signal: AbortSignal },
): Promise<TableCount> {
  try {
    const [row] = await connection.query(`select count(*) from ${quoted(table, settings.type)}`);
    const rows = Number(row?.[0]);
    return row !== undefined && Number.isSafeInteger(rows)
      ? { rows }
      : { rows: null, reason: "the answer is no number" };
  } catch (thrown) {
    return signal.aborted ? late(settings) : { rows: null, reason: messageOf(thrown) };
  }
}

/** A server goes on with a query whose asker is gone: it is told to stop by itself. */
async function limitQueries(connection: Connection, { type, timeout }: CountableSettings): Promise<void> {
  const ms = Math.ceil(timeout);
  if (type === "postgres") await connection.query(`set statement_timeout to ${ms}`);
  if (type !== "mysql") return;
  try {
    await connection.query(`set session max_statement_time = ${ms / 1000}`);
  } catch {
    // MySQL calls it otherwise than MariaDB.
    await connection.query(`set session max_execution_time = ${ms}`);
  }
}

function late({ timeout }: CountableSettings): { readonly rows: null; readonly reason: string } {
  return { rows: null, reason: `it was not counted within ${Math.round(timeout / 100) / 10} s` };
}

function quoted({ schema, table }: TableName, type: CountableType): string {
  const mark = type === "mysql" ? "`" : '"';
  const quote = (name: string): string => `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
  return schema === null ? quote(table) : `${quote(schema)}.${quote(table)}`;
}
