import { once } from "node:events";
import type { Duplex } from "node:stream";
import { decoded } from "../address.ts";
import type { SettingsOf } from "../settings.ts";
import { limitAnswers, notOfKind } from "./answer-limit.ts";
import type { Connection, Row } from "./connection.ts";
import { driver, type Load } from "./driver.ts";

interface Mysql {
  createConnection(options: object): NodeJS.EventEmitter & {
    readonly stream: Duplex;
    destroy(): void;
    promise(): {
      query(options: { sql: string; rowsAsArray: true }): Promise<[unknown, unknown]>;
      end(): Promise<void>;
    };
  };
}

export async function openMysql(
  settings: SettingsOf<"mysql">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const mysql = await driver<Mysql>(load, "mysql2");
  const { url, host, port, user, password, database } = settings;
  const where = url === undefined ? { host, port, user, password, database } : { uri: plainAddress(url) };
  const connecting = mysql.createConnection({ ...where, connectTimeout: settings.timeout });
  limitAnswers(connecting.stream);
  signal.addEventListener("abort", () => connecting.destroy(), { once: true });
  if (signal.aborted) connecting.destroy();
  await once(connecting, "connect").catch((thrown: unknown) => {
    throw notOfKind(thrown, "MySQL or MariaDB");
  });
  connecting.on("error", () => undefined);
  const connection = connecting.promise();
  await connection.query({ sql: "set session transaction read only", rowsAsArray: true });
  return {
    query: async (sql) => {
      const [rows] = await connection.query({ sql, rowsAsArray: true });
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    close: () => connection.end(),
  };
}

/** The driver takes nothing but its own scheme, and no `%` that encodes nothing. */
function plainAddress(text: string): string {
  const url = new URL(text.replace(/^(?:mysql|mariadb)(?:\+\w+)?:/, "mysql:"));
  url.username = encodeURIComponent(decoded(url.username));
  url.password = encodeURIComponent(decoded(url.password));
  return url.href;
}
