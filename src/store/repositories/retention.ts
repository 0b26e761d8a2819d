import { sql } from "kysely";
import { retentionEvent } from "../audit/operator-events.ts";
import type { Dialect } from "../dialect.ts";
import type { RetentionRepository } from "../store.ts";
import { lineageMarkMs } from "../tables/lineage.ts";
import type { Database, Tables } from "../tables.ts";
import { inPieces } from "./many.ts";
import type { Queries } from "./queries.ts";

/** Tables whose rows belong to a run by its id, and go with it. */
export const tablesOfRuns = [
  "attempts",
  "run_plugins",
  "stream_claims",
  "log_chunks",
  "findings",
  "passed_checks",
  "finding_tellings",
  "stream_schemas",
  "column_metrics",
  "run_dossiers",
  "run_contexts",
  "plugin_resources",
  "lineage_blocks",
  "lineage_edges",
  "openlineage_events",
  "openlineage_deliveries",
] as const satisfies readonly (keyof Tables)[];

/** Tables whose rows say something of one alert, and go with it; messages go by a time of their own. */
export const tablesOfAlerts = [
  "alert_events",
  "tellings",
  "alert_marks",
  "inhibitors",
] as const satisfies readonly (keyof Tables)[];

type Drop = (db: Database, before: number, limit: number) => Promise<number>;

export function retentionRepository({ dialect, write }: Queries): RetentionRepository {
  const accounted =
    (what: string, drop: Drop) =>
    (before: number, limit: number): Promise<number> =>
      write(async (db, account) => {
        const dropped = await drop(db, before, limit);
        if (dropped > 0) account.add([retentionEvent({ what, dropped, before, now: account.now })]);
        return dropped;
      });
  return {
    dropRuns: accounted("runs", (db, before, limit) => dropRuns(db, dialect, before, limit)),
    dropSegments: accounted("segments", dropSegments),
    dropLogs: accounted("logs", dropLogs),
    dropSamples: (span, limit) => write((db) => dropSamples(db, span, limit)),
    dropAlerts: accounted("alerts", dropAlerts),
  };
}

/** A run under way stays however old it is; its blocks stay as long as their segments do. */
async function dropRuns(db: Database, dialect: Dialect, before: number, limit: number): Promise<number> {
  const old = await db
    .selectFrom("runs")
    .select("run_id")
    .where("started_at", "<", before)
    .where("status", "<>", "running")
    .where(sql<number>`coalesce(ended_at, heartbeat_at, started_at)`, "<", before)
    .orderBy("started_at")
    .limit(limit)
    .execute();
  const ids = old.map(({ run_id }) => run_id);
  if (ids.length === 0) return 0;
  const blocks = db.selectFrom("mapper_blocks").select("block_id").where("run_id", "in", ids);
  const schemas = await schemasOf(db, ids);
  await db.deleteFrom("throughput_samples").where("block_id", "in", blocks).execute();
  await db.deleteFrom("stream_counts").where("block_id", "in", blocks).execute();
  for (const table of tablesOfRuns) await db.deleteFrom(table).where("run_id", "in", ids).execute();
  await db
    .deleteFrom("mapper_blocks")
    .where("run_id", "in", ids)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("segments")
            .select("sequence")
            .whereRef("segments.block_id", "=", "mapper_blocks.block_id"),
        ),
      ),
    )
    .execute();
  await db.deleteFrom("runs").where("run_id", "in", ids).execute();
  await dropLineage(db, before);
  await dropSchemaTexts(db, dialect, schemas);
  return ids.length;
}

async function schemasOf(db: Database, runs: readonly string[]): Promise<string[]> {
  const query = db.selectFrom("stream_schemas").select("hash").distinct().where("run_id", "in", runs);
  return (await query.where("hash", "is not", null).execute()).flatMap(({ hash }) => hash ?? []);
}

/** Of these SCHEMAs the texts that no run has any more. */
async function dropSchemaTexts(db: Database, dialect: Dialect, hashes: readonly string[]): Promise<void> {
  await inPieces(hashes.toSorted(), async (piece) => {
    const held = db.selectFrom("schema_texts").select("hash").where("hash", "in", piece).orderBy("hash");
    // Whoever writes down just now that a SCHEMA came again holds its text: what it writes is seen by the next statement.
    if (dialect.locksRows) await held.forUpdate().execute();
    await db
      .deleteFrom("schema_texts")
      .where("hash", "in", piece)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("stream_schemas")
              .select("stream_schemas.stream")
              .whereRef("stream_schemas.hash", "=", "schema_texts.hash"),
          ),
        ),
      )
      .execute();
    return [];
  });
}

/** Ways and datasets that no run of the time kept has gone by. */
async function dropLineage(db: Database, before: number): Promise<void> {
  const unseen = before - lineageMarkMs;
  await db.deleteFrom("lineage_flows").where("seen_at", "<", unseen).execute();
  await db
    .deleteFrom("lineage_nodes")
    .where("seen_at", "<", unseen)
    .where("id", "not in", db.selectFrom("lineage_edges").select("from_id"))
    .where("id", "not in", db.selectFrom("lineage_edges").select("to_id"))
    .execute();
}

async function dropSegments(db: Database, before: number, limit: number): Promise<number> {
  const gone = db
    .selectFrom("mapper_blocks")
    .leftJoin("runs", "runs.run_id", "mapper_blocks.run_id")
    .select("mapper_blocks.block_id")
    .where("runs.run_id", "is", null)
    .where("mapper_blocks.heartbeat_at", "<", before);
  const old = await db
    .selectFrom("segments")
    .select("sequence")
    // Those in a chain go with the beginning of their chain, under a signature.
    .where("chain_number", "is", null)
    .where("closed_at", "<", before)
    .where("block_id", "in", gone)
    .orderBy("sequence")
    .limit(limit)
    .execute();
  const sequences = old.map(({ sequence }) => sequence);
  if (sequences.length > 0) await db.deleteFrom("segments").where("sequence", "in", sequences).execute();
  if (sequences.length < limit) await dropEmptyBlocks(db, before);
  return sequences.length;
}

async function dropEmptyBlocks(db: Database, before: number): Promise<void> {
  await db
    .deleteFrom("mapper_blocks")
    .where("heartbeat_at", "<", before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom("runs").select("runs.run_id").whereRef("runs.run_id", "=", "mapper_blocks.run_id")),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("segments")
            .select("sequence")
            .whereRef("segments.block_id", "=", "mapper_blocks.block_id"),
        ),
      ),
    )
    .execute();
}

async function dropLogs(db: Database, before: number, limit: number): Promise<number> {
  const old = await db
    .selectFrom("log_chunks")
    .select(["run_id", "number"])
    .where("at", "<", before)
    .orderBy("at")
    .limit(limit)
    .execute();
  for (const [runId, chunks] of Map.groupBy(old, ({ run_id }) => run_id)) {
    const numbers = chunks.map(({ number }) => number);
    await db.deleteFrom("log_chunks").where("run_id", "=", runId).where("number", "in", numbers).execute();
  }
  return old.length;
}

/** A block's samples are as old as its last heartbeat at most; those before `after` were looked at already. */
async function dropSamples(
  db: Database,
  { after, before }: { readonly after: number; readonly before: number },
  limit: number,
): Promise<number> {
  const old = await db
    .selectFrom("mapper_blocks")
    .select("block_id")
    .where("heartbeat_at", ">=", after)
    .where("heartbeat_at", "<", before)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("throughput_samples")
          .select("at")
          .whereRef("throughput_samples.block_id", "=", "mapper_blocks.block_id"),
      ),
    )
    .limit(limit)
    .execute();
  const ids = old.map(({ block_id }) => block_id);
  if (ids.length > 0) await db.deleteFrom("throughput_samples").where("block_id", "in", ids).execute();
  return ids.length;
}

async function dropAlerts(db: Database, before: number, limit: number): Promise<number> {
  const old = await db
    .selectFrom("alerts")
    .select("id")
    .where("status", "in", ["resolved", "expired"])
    .where("last_seen_at", "<", before)
    .where(sql<number>`coalesce(resolved_at, last_seen_at)`, "<", before)
    .orderBy("last_seen_at")
    .limit(limit)
    .execute();
  const ids = old.map(({ id }) => id);
  if (ids.length > 0) {
    for (const table of tablesOfAlerts) await db.deleteFrom(table).where("alert_id", "in", ids).execute();
    await db.deleteFrom("alerts").where("id", "in", ids).execute();
  }
  return ids.length + (await dropNotifications(db, before, limit)) + (await dropSignals(db, before, limit));
}

/** Settled ones that tell of no alert that is still there: an open alert's end goes where its beginning went. */
async function dropNotifications(db: Database, before: number, limit: number): Promise<number> {
  const old = await db
    .selectFrom("notifications")
    .select("id")
    .where("created_at", "<", before)
    .where("status", "not in", ["pending", "failed"])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("notification_alerts")
            .innerJoin("alerts", "alerts.id", "notification_alerts.alert_id")
            .select("alerts.id")
            .whereRef("notification_alerts.notification_id", "=", "notifications.id"),
        ),
      ),
    )
    .orderBy("created_at")
    .limit(limit)
    .execute();
  const ids = old.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await db.deleteFrom("delivery_attempts").where("notification_id", "in", ids).execute();
  await db.deleteFrom("notification_alerts").where("notification_id", "in", ids).execute();
  await db.deleteFrom("notifications").where("id", "in", ids).execute();
  return ids.length;
}

async function dropSignals(db: Database, before: number, limit: number): Promise<number> {
  const old = await db
    .selectFrom("signals")
    .select("signal_id")
    .where("taken_at", "<", before)
    .limit(limit)
    .execute();
  const ids = old.map(({ signal_id }) => signal_id);
  if (ids.length > 0) await db.deleteFrom("signals").where("signal_id", "in", ids).execute();
  return ids.length;
}
