import type { Json } from "../lib/canonical-json.ts";
import type { ColumnMetrics } from "../model/column-metrics.ts";
import type { Acceptance, JobPast, PastQuery, SeenStream } from "../model/stream-history.ts";

/** One job as baselines know it. */
export interface JobScope {
  readonly project: string;
  readonly environment: string;
  readonly job: string;
}

/** A SCHEMA that some run of a job saw of a stream, good or not. */
export interface SeenSchema {
  readonly runId: string;
  readonly startedAt: number;
  readonly status: string;
  readonly hash: string;
  readonly held: boolean;
  /** `null` where it was too large to keep. */
  readonly schema: Json;
}

/** What runs leave for later ones to compare with. */
export interface QualityRepository {
  /** The past of the job that a run belongs to: the run's own where a runner opened it, else that of its tap. */
  past(query: PastQuery): Promise<JobPast>;
  /** The past of a job as its next run would see it. */
  pastOfJob(scope: JobScope): Promise<JobPast>;
  /** Jobs of which some mapper saw a run, newest first. */
  jobs(): Promise<(JobScope & { readonly lastRunAt: number; readonly lastRunId: string })[]>;
  /** Schemas of a stream, newest run first. */
  schemas(scope: JobScope, stream: string, limit: number): Promise<SeenSchema[]>;
  /** Every stream of a project that some mapper saw, with the SCHEMA it had last. */
  seenStreams(project: string): Promise<SeenStream[]>;
  /** The column metrics of a stream, newest run first. */
  columns(
    scope: JobScope,
    stream: string,
    limit: number,
  ): Promise<
    { readonly runId: string; readonly startedAt: number; readonly columns: readonly ColumnMetrics[] }[]
  >;
  accept(acceptance: Acceptance): Promise<void>;
  acceptances(scope: JobScope): Promise<Acceptance[]>;
}
