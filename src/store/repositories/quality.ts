import type { ColumnMetrics } from "../../model/column-metrics.ts";
import type { Acceptance } from "../../model/stream-history.ts";
import type { AuditAccount } from "../audit/audit-account.ts";
import { acceptanceEvent } from "../audit/operator-events.ts";
import type { JobScope, QualityRepository } from "../quality-store.ts";
import type { AcceptanceRow } from "../tables/quality.ts";
import type { Database } from "../tables.ts";
import { jobOf, readPast } from "./quality-past.ts";
import { seenStreams } from "./quality-seen.ts";
import type { Queries } from "./queries.ts";

/** Jobs beyond this are not listed. */
const mostJobs = 1000;

export function qualityRepository({ read, write }: Queries): QualityRepository {
  return {
    past: (query) =>
      read(async (db) => {
        const job = await jobOf(db, query);
        if (job === null) return { job: null, runs: 0, streams: [] };
        return readPast(db, { ...query, job });
      }),
    pastOfJob: (scope) =>
      read((db) => readPast(db, { ...scope, runId: "", tap: null, startedBefore: Number.MAX_SAFE_INTEGER })),
    jobs: () => read(jobs),
    schemas: (scope, stream, limit) => read((db) => schemas(db, scope, stream, limit)),
    seenStreams: (project) => read((db) => seenStreams(db, project)),
    columns: (scope, stream, limit) => read((db) => columns(db, scope, stream, limit)),
    accept: (acceptance) => write((db, account) => accept(db, acceptance, account)),
    acceptances: (scope) => read((db) => acceptances(db, scope)),
  };
}

async function jobs(db: Database) {
  const rows = await db
    .selectFrom("runs")
    .innerJoin("mapper_blocks", "mapper_blocks.run_id", "runs.run_id")
    .groupBy(["runs.project", "runs.environment", "runs.job"])
    .select(({ fn }) => [
      "runs.project",
      "runs.environment",
      "runs.job",
      fn.max("runs.started_at").as("last_run_at"),
      // Ids count up with time.
      fn.max("runs.run_id").as("last_run_id"),
    ])
    .orderBy("last_run_at", "desc")
    .limit(mostJobs)
    .execute();
  return rows.map(({ last_run_at, last_run_id, ...scope }) => ({
    ...scope,
    lastRunAt: last_run_at,
    lastRunId: last_run_id,
  }));
}

function runsOfJob(db: Database, { project, environment, job }: JobScope) {
  return db
    .selectFrom("runs")
    .where("runs.project", "=", project)
    .where("runs.environment", "=", environment)
    .where("runs.job", "=", job);
}

async function schemas(db: Database, scope: JobScope, stream: string, limit: number) {
  const rows = await runsOfJob(db, scope)
    .innerJoin("stream_schemas", "stream_schemas.run_id", "runs.run_id")
    .leftJoin("schema_texts", "schema_texts.hash", "stream_schemas.hash")
    .where("stream_schemas.stream", "=", stream)
    .where("stream_schemas.hash", "is not", null)
    .select(["runs.run_id", "runs.started_at", "runs.status", "stream_schemas.hash", "stream_schemas.held"])
    .select("schema_texts.schema")
    .orderBy("runs.started_at", "desc")
    .orderBy("runs.run_id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    runId: row.run_id,
    startedAt: row.started_at,
    status: row.status,
    hash: row.hash ?? "",
    held: row.held === 1,
    schema: JSON.parse(row.schema ?? "null"),
  }));
}

async function columns(db: Database, scope: JobScope, stream: string, limit: number) {
  const rows = await runsOfJob(db, scope)
    .innerJoin("column_metrics", "column_metrics.run_id", "runs.run_id")
    .where("column_metrics.stream", "=", stream)
    .select(["runs.run_id", "runs.started_at", "column_metrics.columns"])
    .orderBy("runs.started_at", "desc")
    .orderBy("runs.run_id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    runId: row.run_id,
    startedAt: row.started_at,
    columns: JSON.parse(row.columns) as ColumnMetrics[],
  }));
}

async function accept(db: Database, accepted: Acceptance, account: AuditAccount): Promise<void> {
  account.add([acceptanceEvent(accepted)]);
  const { runId, from, ...acceptance } = accepted;
  const row: AcceptanceRow = { ...acceptance, run_id: runId, from_at: from };
  const insert = db.insertInto("acceptances").values(row);
  const key = ["project", "environment", "job", "stream", "metric"] as const;
  await insert.onConflict((conflict) => conflict.columns([...key]).doUpdateSet(row)).execute();
}

async function acceptances(db: Database, { project, environment, job }: JobScope): Promise<Acceptance[]> {
  const rows = await db
    .selectFrom("acceptances")
    .selectAll()
    .where("project", "=", project)
    .where("environment", "=", environment)
    .where("job", "=", job)
    .orderBy("at", "desc")
    .execute();
  return rows.map(({ run_id, from_at, metric, ...row }) => {
    return { ...row, metric: metric as Acceptance["metric"], runId: run_id, from: from_at };
  });
}
