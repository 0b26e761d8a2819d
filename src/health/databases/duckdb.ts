import type { SettingsOf } from "../settings.ts";
import { AnswerTooLongError } from "./answer-limit.ts";
import type { Connection, Row } from "./connection.ts";
import { driver, type Load } from "./driver.ts";

interface Duckdb {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{
      connect(): Promise<{
        streamAndReadUntil(sql: string, rows: number): Promise<{ getRowsJson(): unknown }>;
        interrupt(): void;
        closeSync(): void;
      }>;
      closeSync(): void;
    }>;
  };
}

/** More of them are not read. */
const mostRows = 100_000;

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
    query: async (sql) => {
      const rows = (await connection.streamAndReadUntil(sql, mostRows + 1)).getRowsJson() as Row[];
      if (rows.length > mostRows) throw new AnswerTooLongError();
      return rows;
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
