import pg from "pg";
import type { SettingsOf } from "../settings.ts";
import type { Connection, Row } from "./connection.ts";

/** Connects; the signal breaks the connection off wherever it is. */
export async function openPostgres(
  settings: SettingsOf<"postgres">,
  signal: AbortSignal,
): Promise<Connection> {
  const { url, host, port, user, password, database } = settings;
  const where =
    url === undefined ? { host, port, user, password, database } : { connectionString: plainScheme(url) };
  const client = new pg.Client({ ...where, application_name: "pitchpipe health" });
  // A connection that breaks makes the query fail; without a listener it would end the process.
  client.on("error", () => undefined);
  signal.addEventListener("abort", () => client.connection.stream.destroy(), { once: true });
  await client.connect();
  await client.query("set default_transaction_read_only to on");
  return {
    query: async (sql) => (await client.query<Row[]>({ text: sql, rowMode: "array" })).rows,
    close: () => client.end(),
  };
}

/** SQLAlchemy puts the driver into the scheme: `postgresql+psycopg2://`. */
function plainScheme(url: string): string {
  return url.replace(/^postgres(?:ql)?(?:\+\w+)?:/, "postgres:");
}
