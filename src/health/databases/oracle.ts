import type { SettingsOf } from "../settings.ts";
import type { Connection, Row } from "./connection.ts";
import { driver, type Load } from "./driver.ts";
import { fromUrl } from "./server-address.ts";

interface Oracle {
  getConnection(options: object): Promise<{
    execute(sql: string): Promise<{ readonly rows?: readonly unknown[] }>;
    close(): Promise<void>;
    break(): Promise<void>;
  }>;
}

export async function openOracle(
  settings: SettingsOf<"oracle">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const oracle = await driver<Oracle>(load, "oracledb");
  const { host, port, user, password, database } = fromUrl(settings);
  const connectString = `${host}:${port ?? 1521}/${database ?? ""}`;
  const connection = await oracle.getConnection({ user, password, connectString });
  signal.addEventListener("abort", () => void connection.break().catch(() => undefined), { once: true });
  return {
    query: async (sql) => ((await connection.execute(sql)).rows ?? []) as Row[],
    close: () => connection.close(),
  };
}
