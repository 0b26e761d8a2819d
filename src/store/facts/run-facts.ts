import { sql } from "kysely";
import type { Fact, RunChanges } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import { toAttemptRow, toClaimRow, toPluginRow, toRunColumns } from "../repositories/run-rows.ts";
import type { RunRow } from "../tables/runs.ts";
import type { Database } from "../tables.ts";
import { packLines } from "./log-lines.ts";
import { mergeRun, openedBy, unopenedRun } from "./merge-run.ts";

type Of<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

export async function applyRunOpened(db: Database, dialect: Dialect, run: Run): Promise<void> {
  const row = {
    ...unopenedRun(run.runId),
    ...toRunColumns(run),
    project: run.project,
    opened_by: openedBy(run.source),
  };
  const held = await insertOrHold(db, dialect, row);
  const merged = held && mergeRun(held, row);
  if (merged) await db.updateTable("runs").set(merged).where("run_id", "=", run.runId).execute();
}

export async function applyRunChanged(db: Database, runId: string, changes: RunChanges): Promise<void> {
  const columns = toRunColumns(changes);
  await db
    .insertInto("runs")
    .values({ ...unopenedRun(runId), ...columns })
    .onConflict((conflict) => {
      const onRun = conflict.column("run_id");
      return Object.keys(columns).length === 0 ? onRun.doNothing() : onRun.doUpdateSet(columns);
    })
    .execute();
}

/** Heartbeats only go forward, so that one taken in late can't make a run look dead. */
export async function applyHeartbeat(
  db: Database,
  dialect: Dialect,
  { runId, at }: Of<"run_heartbeat">,
): Promise<void> {
  await db
    .insertInto("runs")
    .values({ ...unopenedRun(runId), heartbeat_at: at })
    .onConflict((conflict) =>
      conflict.column("run_id").doUpdateSet({
        heartbeat_at: sql`${sql.raw(dialect.greatest)}(coalesce(runs.heartbeat_at, 0), excluded.heartbeat_at)`,
      }),
    )
    .execute();
}

export async function applyAttempt(db: Database, { runId, attempt }: Of<"attempt">): Promise<void> {
  const row = toAttemptRow(runId, attempt);
  await db
    .insertInto("attempts")
    .values(row)
    .onConflict((conflict) => conflict.columns(["run_id", "number"]).doUpdateSet(row))
    .execute();
}

/** What was known of a plugin stays where a later fact says nothing about it. */
export async function applyPlugin(db: Database, { runId, plugin }: Of<"plugin">): Promise<void> {
  await db
    .insertInto("run_plugins")
    .values(toPluginRow(runId, plugin))
    .onConflict((conflict) =>
      conflict.columns(["run_id", "name"]).doUpdateSet({
        role: sql`excluded.role`,
        exit_code: sql`coalesce(excluded.exit_code, run_plugins.exit_code)`,
        cpu_seconds: sql`coalesce(excluded.cpu_seconds, run_plugins.cpu_seconds)`,
        max_rss_bytes: sql`coalesce(excluded.max_rss_bytes, run_plugins.max_rss_bytes)`,
      }),
    )
    .execute();
}

export async function applyClaims(
  db: Database,
  dialect: Dialect,
  { runId, claims }: Of<"claims">,
): Promise<void> {
  await bulkInsert(db, dialect, {
    table: "stream_claims",
    columns: ["run_id", "stream", "side", "records"],
    key: ["run_id", "stream", "side"],
    rows: claims.map((claim) => toClaimRow(runId, claim)),
    update: [`records = ${dialect.greatest}(held.records, excluded.records)`],
  });
}

export async function applyLog(db: Database, { runId, chunk }: Of<"log">): Promise<void> {
  await db
    .insertInto("log_chunks")
    .values({ run_id: runId, number: chunk.number, at: chunk.at, lines: packLines(chunk.lines) })
    .onConflict((conflict) => conflict.columns(["run_id", "number"]).doNothing())
    .execute();
}

/** Inserts the run, or gives the one that is there, locked until the transaction ends. */
async function insertOrHold(db: Database, dialect: Dialect, row: RunRow): Promise<RunRow | null> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("runs")
    .values(row)
    .onConflict((conflict) => conflict.column("run_id").doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) return null;
  return db
    .selectFrom("runs")
    .selectAll()
    .where("run_id", "=", row.run_id)
    .$if(dialect.locksRows, (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
}
