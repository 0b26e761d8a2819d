import type { HealthPoint, HealthState, HealthStatus } from "../../model/health.ts";
import type { HealthResultRow } from "../tables/health.ts";
import type { Database } from "../tables.ts";
import type { Queries } from "./queries.ts";

/** What is known of health checks. */
export interface HealthRepository {
  /** The last known state of every check of a scope, by name. */
  states(scope: string): Promise<ReadonlyMap<string, HealthState>>;
  /** Keeps new states, each with its result as a point of the history. */
  record(scope: string, states: readonly HealthState[]): Promise<void>;
  forget(scope: string, check: string): Promise<void>;
  /** Newest first. */
  history(
    scope: string,
    check: string,
    range: { readonly since: number; readonly limit: number },
  ): Promise<HealthPoint[]>;
  /** Takes away at most `limit` points of all histories that are older, and answers how many those were. */
  drop(before: number, limit: number): Promise<number>;
}

export function healthRepository({ read, write }: Queries): HealthRepository {
  return {
    states: (scope) =>
      read(async (db) => {
        const rows = await db.selectFrom("health_states").selectAll().where("scope", "=", scope).execute();
        return new Map(rows.map(({ check_name, state }) => [check_name, JSON.parse(state) as HealthState]));
      }),
    record: (scope, states) =>
      write(async (db) => {
        await saveStates(db, scope, states);
        for (const { result } of states) await addPoint(db, scope, result.check, result);
      }),
    forget: (scope, check) =>
      write(async (db) => {
        await db
          .deleteFrom("health_states")
          .where("scope", "=", scope)
          .where("check_name", "=", check)
          .execute();
      }),
    history: (scope, check, range) => read((db) => history(db, scope, check, range)),
    drop: (before, limit) => write((db) => drop(db, before, limit)),
  };
}

async function saveStates(db: Database, scope: string, states: readonly HealthState[]): Promise<void> {
  for (const state of states) {
    const row = { scope, check_name: state.result.check, state: JSON.stringify(state) };
    const insert = db.insertInto("health_states").values(row);
    await insert
      .onConflict((conflict) => conflict.columns(["scope", "check_name"]).doUpdateSet(row))
      .execute();
  }
}

async function addPoint(db: Database, scope: string, check: string, point: HealthPoint): Promise<void> {
  const row: HealthResultRow = {
    scope,
    check_name: check,
    at: point.checkedAt,
    status: point.status,
    message: point.message,
    latency_seconds: point.latencySeconds,
  };
  const insert = db.insertInto("health_results").values(row);
  // Two processes may look in the same millisecond: the later word counts.
  await insert
    .onConflict((conflict) => conflict.columns(["scope", "check_name", "at"]).doUpdateSet(row))
    .execute();
}

async function history(
  db: Database,
  scope: string,
  check: string,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<HealthPoint[]> {
  const rows = await db
    .selectFrom("health_results")
    .selectAll()
    .where("scope", "=", scope)
    .where("check_name", "=", check)
    .where("at", ">=", since)
    .orderBy("at", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ status, message, latency_seconds, at }) => ({
    status: status as HealthStatus,
    message,
    latencySeconds: latency_seconds,
    checkedAt: at,
  }));
}

async function drop(db: Database, before: number, limit: number): Promise<number> {
  const old = await db
    .selectFrom("health_results")
    .select(["scope", "check_name", "at"])
    .where("at", "<", before)
    .orderBy("at")
    .limit(limit)
    .execute();
  for (const { scope, check_name, at } of old)
    await db
      .deleteFrom("health_results")
      .where("scope", "=", scope)
      .where("check_name", "=", check_name)
      .where("at", "=", at)
      .execute();
  return old.length;
}
