import { type Driver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { Database, Tables } from "../tables.ts";
import type { SqliteConnection } from "./connection.ts";

/** The query layer over one connection, whose transactions wait `limitMs` for others. Whoever made the connection closes it. */
export function queryLayer(connection: SqliteConnection, limitMs: number): Database {
  return new Kysely<Tables>({
    dialect: {
      createDriver: () => driverOf(connection, limitMs),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (database) => new SqliteIntrospector(database),
    },
  });
}

function driverOf(connection: SqliteConnection, limitMs: number): Driver {
  return {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: () => connection.begin(limitMs),
    commitTransaction: async () => connection.commit(),
    rollbackTransaction: async () => connection.rollback(),
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  };
}
