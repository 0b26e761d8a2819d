import type {
  Acceptance,
  BaselinePoint,
  JobPast,
  LevelMetric,
  PastQuery,
  StreamPast,
} from "../../model/stream-history.ts";
import type { Database } from "../tables.ts";
import { latestSchemas, type StreamNow } from "./quality-schemas.ts";
import { isOneOf } from "./queries.ts";

/** Good runs that baselines look back on. */
const mostRuns = 200;
/** Runs from which a tap's job is told. */
const runsOfTap = 60;
/** Of a job with a thousand streams that is a month of daily runs. */
const mostPoints = 30_000;
/** So many runs are looked at however many streams there are. */
const leastRuns = 10;

export interface PastOf extends PastQuery {
  readonly job: string;
}

/**
 * The job of a run: its own where a runner opened it. A mapper on its own knows only its tap: then it is the job of the
 * tap's good runs, and `null` where those were of several jobs, because comparing the one with the other would be wrong.
 */
export async function jobOf(db: Database, query: PastQuery): Promise<string | null> {
  const own = await db
    .selectFrom("runs")
    .select(["job", "source"])
    .where("run_id", "=", query.runId)
    .executeTakeFirst();
  if (own !== undefined && own.source !== "mapper") return own.job;
  if (query.tap === null) return null;
  const rows = await goodRuns(db, query)
    .innerJoin("mapper_blocks", "mapper_blocks.run_id", "runs.run_id")
    .where("mapper_blocks.tap", "=", query.tap)
    .select("runs.job")
    .orderBy("runs.started_at", "desc")
    .limit(runsOfTap)
    .execute();
  const jobs = new Set(rows.map(({ job }) => job));
  return jobs.size === 1 ? (rows[0]?.job ?? null) : null;
}

/** Complete and good: a run that was cut short says nothing of what is usual. */
function goodRuns(db: Database, { project, environment, runId, startedBefore }: PastQuery) {
  return db
    .selectFrom("runs")
    .where("runs.project", "=", project)
    .where("runs.environment", "=", environment)
    .where("runs.status", "=", "success")
    .where("runs.complete", "=", 1)
    .where("runs.run_id", "<>", runId)
    .where("runs.started_at", "<", startedBefore);
}

export async function readPast(db: Database, query: PastOf): Promise<JobPast> {
  const rows = await countRows(db, query);
  const runs = [...new Map(rows.map(({ run_id, started_at }) => [run_id, started_at]))];
  const runIds = runs.map(([runId]) => runId);
  const [flagged, now, accepted] = await Promise.all([
    flaggedRows(db, runIds),
    latestSchemas(db, query, runIds),
    acceptedRows(db, query),
  ]);
  const streams = groupByStream(rows);
  const names = new Set([...streams.keys(), ...accepted.map(({ stream }) => stream)]);
  return {
    job: query.job,
    runs: runs.length,
    streams: [...names].map((stream) =>
      pastOf(stream, { rows: streams.get(stream) ?? [], runIds, flagged, now, accepted }),
    ),
  };
}

interface CountRow {
  readonly run_id: string;
  readonly started_at: number;
  readonly stream: string;
  readonly records: number;
  readonly bytes: number;
  readonly first_at: number | null;
  readonly last_at: number | null;
}

/** What mappers counted in good runs, newest run first. */
async function countRows(db: Database, query: PastOf): Promise<CountRow[]> {
  const runs = await goodRuns(db, query)
    .where("runs.job", "=", query.job)
    .select(["runs.run_id", "runs.started_at"])
    .orderBy("runs.started_at", "desc")
    .orderBy("runs.run_id", "desc")
    .limit(mostRuns)
    .execute();
  const newest = runs.map(({ run_id }) => run_id);
  const ids = newest.slice(0, Math.max(leastRuns, Math.floor(mostPoints / (await streamsOf(db, newest)))));
  let counts = db
    .selectFrom("mapper_blocks")
    .innerJoin("stream_counts", "stream_counts.block_id", "mapper_blocks.block_id")
    .where(isOneOf("mapper_blocks.run_id", ids))
    .where("mapper_blocks.saw_eof", "=", 1);
  if (query.tap !== null) counts = counts.where("mapper_blocks.tap", "=", query.tap);
  const rows = await counts
    .groupBy(["mapper_blocks.run_id", "stream_counts.stream"])
    .select(({ fn }) => [
      "mapper_blocks.run_id",
      "stream_counts.stream",
      fn.sum<number>("stream_counts.records").as("records"),
      fn.sum<number>("stream_counts.bytes").as("bytes"),
      fn.min("stream_counts.first_at").as("first_at"),
      fn.max("stream_counts.last_at").as("last_at"),
    ])
    .execute();
  const startOf = new Map(runs.map(({ run_id, started_at }) => [run_id, started_at]));
  const order = new Map(ids.map((runId, index) => [runId, index]));
  return rows
    .map((row) => ({ ...row, started_at: startOf.get(row.run_id) ?? 0 }))
    .sort((a, b) => (order.get(a.run_id) ?? 0) - (order.get(b.run_id) ?? 0));
}

/** Streams of the newest run that a mapper saw; one at least. */
async function streamsOf(db: Database, newest: readonly string[]): Promise<number> {
  const row = await db
    .selectFrom("mapper_blocks")
    .innerJoin("stream_counts", "stream_counts.block_id", "mapper_blocks.block_id")
    .where(isOneOf("mapper_blocks.run_id", newest.slice(0, leastRuns)))
    .groupBy(["mapper_blocks.run_id", "mapper_blocks.opened_at"])
    .select(({ fn }) => fn.countAll<number>().as("streams"))
    .orderBy("mapper_blocks.opened_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return Math.max(1, Number(row?.streams ?? 1));
}

async function flaggedRows(
  db: Database,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom("stream_schemas")
    .select(["run_id", "stream", "flagged"])
    .where(isOneOf("run_id", runIds))
    .where("flagged", "<>", "[]")
    .execute();
  return new Map(
    rows.map(({ run_id, stream, flagged }) => [`${run_id} ${stream}`, JSON.parse(flagged) as string[]]),
  );
}

function acceptedRows(db: Database, { project, environment, job }: PastOf) {
  return db
    .selectFrom("acceptances")
    .selectAll()
    .where("project", "=", project)
    .where("environment", "=", environment)
    .where("job", "=", job)
    .execute();
}

function groupByStream(rows: readonly CountRow[]): Map<string, CountRow[]> {
  const streams = new Map<string, CountRow[]>();
  for (const row of rows) {
    const held = streams.get(row.stream);
    if (held === undefined) streams.set(row.stream, [row]);
    else held.push(row);
  }
  return streams;
}

interface Material {
  readonly rows: readonly CountRow[];
  /** Newest first. */
  readonly runIds: readonly string[];
  readonly flagged: ReadonlyMap<string, readonly string[]>;
  readonly now: ReadonlyMap<string, StreamNow>;
  readonly accepted: readonly {
    readonly stream: string;
    readonly metric: string;
    readonly from_at: number;
  }[];
}

function pastOf(stream: string, material: Material): StreamPast {
  const { rows, runIds, now } = material;
  const oldestFirst = [...rows].reverse();
  const points = (metric: LevelMetric): BaselinePoint[] =>
    oldestFirst.map((row) => ({
      runId: row.run_id,
      at: row.started_at,
      value: metricOf(row, metric),
      flagged: material.flagged.get(`${row.run_id} ${stream}`)?.includes(metric) ?? false,
    }));
  const accepted = (metric: Acceptance["metric"]) => {
    const found = material.accepted.find((row) => row.stream === stream && row.metric === metric);
    return found === undefined ? null : { from: found.from_at };
  };
  const seen = new Set(rows.map(({ run_id }) => run_id));
  const gap = runIds.findIndex((runId) => !seen.has(runId));
  return {
    stream,
    points: { records: points("records"), bytes: points("bytes"), duration: points("duration") },
    accepted: { records: accepted("records"), bytes: accepted("bytes"), duration: accepted("duration") },
    schema: now.get(stream)?.schema ?? null,
    bookmarks: now.get(stream)?.bookmarks ?? null,
    runsInARow: gap === -1 ? runIds.length : gap,
  };
}

function metricOf({ records, bytes, first_at, last_at }: CountRow, metric: LevelMetric): number {
  if (metric === "records") return records;
  if (metric === "bytes") return bytes;
  return first_at === null || last_at === null ? 0 : (last_at - first_at) / 1000;
}
