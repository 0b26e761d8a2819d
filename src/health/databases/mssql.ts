import type { SettingsOf } from "../settings.ts";
import type { Connection } from "./connection.ts";
import { driver, type Load, type Rows, valuesOf } from "./driver.ts";
import { fromUrl } from "./server-address.ts";

interface Mssql {
  readonly ConnectionPool: new (
    options: object,
  ) => {
    connect(): Promise<unknown>;
    request(): { query(sql: string): Promise<{ readonly recordset?: Rows }> };
    close(): Promise<void>;
  };
}

export async function openMssql(
  settings: SettingsOf<"mssql">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const { ConnectionPool } = await driver<Mssql>(load, "mssql");
  const { host, port, user, password, database } = fromUrl(settings);
  const pool = new ConnectionPool({
    // Until it is connected there is nothing that the signal could break off.
    connectionTimeout: settings.timeout,
    server: host,
    port: port ?? 1433,
    user,
    password,
    database,
    pool: { max: 1 },
  });
  signal.addEventListener("abort", () => void pool.close().catch(() => undefined), { once: true });
  await pool.connect();
  return {
    query: async (sql) => valuesOf((await pool.request().query(sql)).recordset ?? []),
    close: () => pool.close(),
  };
}
