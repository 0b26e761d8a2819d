import pg from "pg";
import { postgresUrl } from "../setup/postgres.ts";

/** A table of orders to read, an empty schema to write to, and how to be rid of both. */
export interface OrdersSource {
  readonly url: string;
  readonly from: string;
  readonly to: string;
  /** The stream's name, as tap-postgres gives it. */
  readonly stream: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** The ids that arrived, in order. */
  loadedIds(): Promise<readonly number[]>;
  drop(): Promise<void>;
}

/** Makes `rows` orders with ids from 1; those with an id in `bad` lack their number. */
export async function makeOrdersSource(rows: number, bad: readonly number[]): Promise<OrdersSource> {
  const id = `${process.pid}_${Date.now()}`;
  const [from, to] = [`gate_from_${id}`, `gate_to_${id}`];
  await query(`create schema ${from}; create schema ${to};
    create table ${from}.orders (id integer primary key, order_nbr text, status text, amount numeric(12,2), mod_ts timestamptz);
    insert into ${from}.orders select g, 'ORD' || g, (array['OPEN','PICKED'])[1 + g % 2], g + 0.10,
      now() - interval '1 hour' from generate_series(1, ${rows}) g`);
  if (bad.length > 0)
    await query(`update ${from}.orders set order_nbr = null where id in (${bad.join(",")})`);
  return {
    url: withPassword(postgresUrl()),
    ...{ from, to, stream: `${from}-orders`, query },
    loadedIds: async () => {
      const rows = await query(`select id from ${to}.orders order by id`).catch(() => []);
      return rows.map((row) => Number(row["id"]));
    },
    drop: async () => {
      await query(`drop schema if exists ${from} cascade; drop schema if exists ${to} cascade`);
    },
  };
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    const result = await client.query(sql);
    return result.rows;
  } finally {
    await client.end();
  }
}

/** tap-postgres wants a password in the URL, also where none is asked for. */
function withPassword(url: string): string {
  const parsed = new URL(url);
  if (parsed.password === "") parsed.password = "postgres";
  parsed.protocol = "postgresql";
  return parsed.href;
}
