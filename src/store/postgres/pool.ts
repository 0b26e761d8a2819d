import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import pg from "pg";
import { storable } from "../storable.ts";
import { storeErrorOf } from "../store-error.ts";

/** A server that doesn't answer must not hold up a pipeline for longer. */
const connectLimitMs = 10_000;
const queryLimitMs = 30_000;

/** int8 and numeric: what we count stays far below 2^53. */
const numberTypes: ReadonlySet<number> = new Set([20, 1700]);

/** A pool of our own: its parsers change nothing for others that use `pg` in this process. */
export function openPool(url: string, location: string): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: connectLimitMs,
    query_timeout: queryLimitMs,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
    keepAlive: true,
    application_name: "pitchpipe",
    types: { getTypeParser: parserOf },
  });
  // An idle connection that breaks is replaced by the pool.
  pool.on("error", heardByNextQuery);
  return {
    options: pool.options,
    connect: async () => clientOf(await asStoreError(location, () => pool.connect()), location),
    end: () => pool.end(),
  };
}

function parserOf(type: number, format?: "text" | "binary"): (value: string) => unknown {
  if (numberTypes.has(type)) return Number;
  return format === "binary" ? pg.types.getTypeParser(type, "binary") : pg.types.getTypeParser(type, "text");
}

function clientOf(client: pg.PoolClient, location: string): PostgresPoolClient {
  function query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query(text: string | PostgresCursor<unknown>, parameters: readonly unknown[] = []): unknown {
    if (typeof text !== "string") throw new TypeError("Streaming is not used: read pages.");
    return asStoreError(location, () => client.query(text, parameters.map(storable)));
  }
  // A connection cut between two queries of a transaction tells it here, and the process would end if nobody listened.
  client.on("error", heardByNextQuery);
  const release = (destroy?: boolean): void => {
    client.off("error", heardByNextQuery);
    client.release(destroy);
  };
  return { query, release };
}

/** Whoever queries next gets the error, where it still matters. */
function heardByNextQuery(): void {}

async function asStoreError<T>(location: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw storeErrorOf(thrown, location) ?? thrown;
  }
}
