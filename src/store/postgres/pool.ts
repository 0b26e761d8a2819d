import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import pg from "pg";
import { storableAll } from "../storable.ts";
import { storeErrorOf } from "../store-error.ts";

/** A server that doesn't answer must not hold up a pipeline for longer. */
const connectLimitMs = 10_000;
const queryLimitMs = 30_000;

const mostConnections = 4;

/** int8 and numeric: what we count stays far below 2^53. */
const numberTypes: ReadonlySet<number> = new Set([20, 1700]);

/** A pool of our own: its parsers change nothing for others that use `pg` in this process. */
export function openPool(url: string, location: string): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
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
    connect: async () => clientOf(pool, location),
    end: () => pool.end(),
  };
}

function parserOf(type: number, format?: "text" | "binary"): (value: string) => unknown {
  if (numberTypes.has(type)) return Number;
  return format === "binary" ? pg.types.getTypeParser(type, "binary") : pg.types.getTypeParser(type, "text");
}

/** What may be said again on another connection: nothing has happened yet. */
const opening = /^\s*(?:begin|start transaction|select)\b/i;

/**
 * A connection of the pool. One that was cut while it lay idle is noticed only at the first statement: then another
 * takes its place, as often as the pool may hold cut ones.
 */
async function clientOf(pool: pg.Pool, location: string): Promise<PostgresPoolClient> {
  let client = await takeClient(pool, location);
  let isUnused = true;
  const say = async (text: string, parameters: unknown[]): Promise<pg.QueryResult> => {
    let spare = isUnused && opening.test(text) ? mostConnections : 0;
    isUnused = false;
    for (;;) {
      try {
        return await client.query(text, parameters);
      } catch (thrown) {
        if (spare === 0 || !isCut(thrown)) throw thrown;
        spare -= 1;
        giveBack(client, true);
        client = await takeClient(pool, location);
      }
    }
  };
  function query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query(text: string | PostgresCursor<unknown>, parameters: readonly unknown[] = []): unknown {
    if (typeof text !== "string") throw new TypeError("Streaming is not used: read pages.");
    return asStoreError(location, () => say(text, [...storableAll(parameters)]));
  }
  return { query, release: (destroy) => giveBack(client, destroy) };
}

async function takeClient(pool: pg.Pool, location: string): Promise<pg.PoolClient> {
  const client = await asStoreError(location, () => pool.connect());
  // A connection cut between two queries of a transaction tells it here, and the process would end if nobody listened.
  client.on("error", heardByNextQuery);
  return client;
}

function giveBack(client: pg.PoolClient, destroy?: boolean): void {
  // One that is thrown away may still have its last word.
  if (!destroy) client.off("error", heardByNextQuery);
  client.release(destroy);
}

/** Not the server's word on a statement, or its word that it ends the connection (classes 57P and 08). */
function isCut(thrown: unknown): boolean {
  return !(thrown instanceof pg.DatabaseError) || /^(?:57P|08)/.test(thrown.code ?? "");
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
