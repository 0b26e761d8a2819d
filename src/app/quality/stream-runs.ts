import type { ColumnMetrics } from "../../model/column-metrics.ts";
import type { Store } from "../../store/index.ts";
import type { SeenJob } from "./job-scopes.ts";

/** What one run saw of a stream. */
export interface StreamRun {
  readonly job: string;
  readonly runId: string;
  readonly at: number;
  readonly status: string;
  readonly records: number;
  readonly bytes: number;
  readonly durationSeconds: number | null;
  /** Its number of records was told as unusual. */
  readonly flagged: boolean;
  readonly schemaHash: string | null;
  readonly schemaHeld: boolean;
  readonly columns: readonly ColumnMetrics[] | null;
}

/** The newest runs of each job that had the stream, good or not, newest first. */
export async function streamRuns(
  store: Store,
  jobs: readonly SeenJob[],
  { stream, limit }: { readonly stream: string; readonly limit: number },
): Promise<StreamRun[]> {
  return (await Promise.all(jobs.map((job) => runsOf(store, job, stream, limit)))).flat();
}

async function runsOf(store: Store, scope: SeenJob, stream: string, limit: number): Promise<StreamRun[]> {
  const { project, environment, job } = scope;
  const runs = await store.runs.list({ project, environment, job, limit });
  const schemas = new Map(
    (await store.quality.schemas(scope, stream, limit)).map((seen) => [seen.runId, seen]),
  );
  const columns = new Map(
    (await store.quality.columns(scope, stream, limit)).map((seen) => [seen.runId, seen]),
  );
  const past = (await store.quality.pastOfJob(scope)).streams.find((each) => each.stream === stream);
  const flagged = new Set(
    (past?.points.records ?? []).filter((point) => point.flagged).map(({ runId }) => runId),
  );
  const seen: StreamRun[] = [];
  for (const { runId, startedAt, status } of runs) {
    const counted = (await store.blocks.streams(runId)).find((each) => each.stream === stream);
    if (counted === undefined) continue;
    const { records, bytes, firstAt, lastAt } = counted;
    seen.push({
      ...{ job, runId, at: startedAt, status, records, bytes },
      durationSeconds: firstAt === null || lastAt === null ? null : (lastAt - firstAt) / 1000,
      flagged: flagged.has(runId),
      schemaHash: schemas.get(runId)?.hash ?? null,
      schemaHeld: schemas.get(runId)?.held ?? false,
      columns: columns.get(runId)?.columns ?? null,
    });
  }
  return seen;
}
