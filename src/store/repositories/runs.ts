import type { LogChunk } from "../../model/fact.ts";
import { unpackLines } from "../facts/log-lines.ts";
import type { RunFilter, RunRepository } from "../store.ts";
import type { Database } from "../tables.ts";
import { defaultLimit, endOfPrefix, isOneOf, prefixLimit, type Queries } from "./queries.ts";
import { toAttempt, toClaim, toPlugin, toRun } from "./run-rows.ts";

/** Log chunks read at once. */
const chunksPerPage = 16;

export function runRepository({ read }: Queries): RunRepository {
  return {
    get: (runId) =>
      read(async (db) => {
        const row = await openedRuns(db).where("run_id", "=", runId).executeTakeFirst();
        return row === undefined ? null : toRun(row);
      }),
    findByPrefix: (prefix) =>
      read(async (db) => {
        const rows = await openedRuns(db)
          .where("run_id", ">=", prefix)
          .where("run_id", "<", endOfPrefix(prefix))
          .orderBy("run_id")
          .limit(prefixLimit)
          .execute();
        return rows.map(toRun);
      }),
    list: (filter) => read(async (db) => (await filtered(db, filter).execute()).map(toRun)),
    attempts: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("attempts").selectAll().where("run_id", "=", runId);
        return (await query.orderBy("number").execute()).map(toAttempt);
      }),
    plugins: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("run_plugins").selectAll().where("run_id", "=", runId);
        return (await query.orderBy("name").execute()).map(toPlugin);
      }),
    claims: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("stream_claims").selectAll().where("run_id", "=", runId);
        return (await query.orderBy("stream").orderBy("side").execute()).map(toClaim);
      }),
    log: (runId) => readLog(read, runId),
  };
}

/** A run is shown from its opening on; what came before it waits. */
function openedRuns(db: Database) {
  return db.selectFrom("runs").selectAll().where("opened_by", ">", 0);
}

function filtered(db: Database, filter: RunFilter) {
  const { project, environment, job, statuses, startedAfter, startedBefore, complete } = filter;
  let query = openedRuns(db);
  if (project !== undefined) query = query.where("project", "=", project);
  if (environment !== undefined) query = query.where("environment", "=", environment);
  if (job !== undefined) query = query.where("job", "=", job);
  if (statuses !== undefined) query = query.where(isOneOf("status", statuses));
  if (startedAfter !== undefined) query = query.where("started_at", ">", startedAfter);
  if (startedBefore !== undefined) query = query.where("started_at", "<", startedBefore);
  if (complete !== undefined) query = query.where("complete", "=", Number(complete));
  return query
    .orderBy("started_at", "desc")
    .orderBy("run_id", "desc")
    .limit(filter.limit ?? defaultLimit);
}

/** Page by page, so that a long log never stands in memory whole. */
async function* readLog(read: Queries["read"], runId: string): AsyncGenerator<LogChunk> {
  for (let next = 0; ; ) {
    const rows = await read((db) => logPage(db, runId, next));
    for (const { number, at, lines } of rows) yield { number, at, lines: unpackLines(lines) };
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunksPerPage) return;
    next = last.number + 1;
  }
}

function logPage(db: Database, runId: string, from: number) {
  return db
    .selectFrom("log_chunks")
    .select(["number", "at", "lines"])
    .where("run_id", "=", runId)
    .where("number", ">=", from)
    .orderBy("number")
    .limit(chunksPerPage)
    .execute();
}
