import { ensurePostgres } from "./postgres.ts";

/** What the unit tests stand on: a PostgreSQL. */
export async function setup(): Promise<() => Promise<void>> {
  return await ensurePostgres();
}
