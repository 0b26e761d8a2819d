import type { SettingsOf } from "../settings.ts";
import type { Connection, Row } from "./connection.ts";
import { driver, type Load } from "./driver.ts";

interface Mysql {
  createConnection(options: object): Promise<{
    query(options: { sql: string; rowsAsArray: true }): Promise<[unknown, unknown]>;
    end(): Promise<void>;
    destroy(): void;
    on(event: "error", listener: () => void): void;
  }>;
}

export async function openMysql(
  settings: SettingsOf<"mysql">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const mysql = await driver<Mysql>(load, "mysql2/promise");
  const { url, host, port, user, password, database } = settings;
  const uri = url?.replace(/^(?:mysql|mariadb)(?:\+\w+)?:/, "mysql:");
  const where = uri === undefined ? { host, port, user, password, database } : { uri };
  // Until it is connected there is nothing that the signal could break off.
  const connection = await mysql.createConnection({ ...where, connectTimeout: settings.timeout });
  connection.on("error", () => undefined);
  signal.addEventListener("abort", () => connection.destroy(), { once: true });
  if (signal.aborted) connection.destroy();
  await connection.query({ sql: "set session transaction read only", rowsAsArray: true });
  return {
    query: async (sql) => {
      const [rows] = await connection.query({ sql, rowsAsArray: true });
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    close: () => connection.end(),
  };
}
