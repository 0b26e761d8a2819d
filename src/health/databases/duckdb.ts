import type { SettingsOf } from "../settings.ts";
import type { Connection, Row } from "./connection.ts";
import { driver, type Load } from "./driver.ts";

interface Duckdb {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{
      connect(): Promise<{
        runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown }>;
        interrupt(): void;
        closeSync(): void;
      }>;
      closeSync(): void;
    }>;
  };
}

export async function openDuckdb(
  settings: SettingsOf<"duckdb">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const { DuckDBInstance } = await driver<Duckdb>(load, "@duckdb/node-api");
  const instance = await DuckDBInstance.create(settings.path, { access_mode: "READ_ONLY", threads: "1" });
  const connection = await instance.connect();
  signal.addEventListener("abort", () => connection.interrupt(), { once: true });
  return {
    query: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson() as Row[],
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
