import pg from "pg";
import { postgresUrl } from "../setup/postgres.ts";

/** A schema full of rows to read, an empty one to write to, and how to be rid of both. */
export interface PostgresSource {
  readonly url: string;
  readonly from: string;
  readonly to: string;
  /** Rows that arrived. */
  loaded(): Promise<number>;
  /** The columns of a table that the target made. */
  columns(table: string): Promise<string[]>;
  emptyTarget(): Promise<void>;
  /** Takes the rows of one table away that arrived. */
  emptyTable(table: "orders" | "allocations"): Promise<void>;
  drop(): Promise<void>;
}

/** Makes `records` rows over two tables; a row is about 390 bytes as a Singer message. */
export async function makePostgresSource(records: number): Promise<PostgresSource> {
  const id = `${process.pid}_${Date.now()}`;
  const [from, to] = [`from_${id}`, `to_${id}`];
  const query = connect(postgresUrl());
  await query(`create schema ${from}`);
  for (const table of ["orders", "allocations"])
    await query(tableOf(`${from}.${table}`, Math.floor(records / 2)));
  const emptyTarget = async (): Promise<void> => {
    await query(`drop schema if exists ${to} cascade`);
    await query(`create schema ${to}`);
  };
  return {
    url: withPassword(postgresUrl()),
    from,
    to,
    loaded: async () => Number((await query(countIn(to)))[0]?.["count"]),
    columns: async (table) =>
      (
        await query(
          `select column_name from information_schema.columns where table_schema = '${to}' and table_name = '${table}'`,
        )
      ).map((row) => String(row["column_name"])),
    emptyTarget,
    emptyTable: async (table) => void (await query(`truncate ${to}.${table}`)),
    drop: async () => {
      await query(`drop schema if exists ${from} cascade`);
      await query(`drop schema if exists ${to} cascade`);
    },
  };
}

function tableOf(name: string, rows: number): string {
  return `create table ${name} as select g as id, 'ORD' || lpad(g::text, 9, '0') as order_nbr,
    (array['OPEN','PICKED','PACKED','SHIPPED'])[1 + g % 4] as status, g % 97 as qty, md5(g::text) as reference,
    'a note about order ' || g || ' that says what people say' as note, now() - g * interval '1 minute' as mod_ts
    from generate_series(1, ${rows}) g; alter table ${name} add primary key (id)`;
}

function countIn(to: string): string {
  const table = (name: string): string => `(select count(*) from ${to}."${name}")`;
  // target-postgres names a table after the stream without its schema.
  return `select ${table("orders")} + ${table("allocations")} as count`;
}

function connect(url: string): (sql: string) => Promise<Record<string, unknown>[]> {
  return async (sql) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
}

/** tap-postgres wants a password in the URL, also where none is asked for. */
function withPassword(url: string): string {
  const parsed = new URL(url);
  if (parsed.password === "") parsed.password = "postgres";
  parsed.protocol = "postgresql";
  return parsed.href;
}
