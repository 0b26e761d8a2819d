import type { Json } from "../lib/canonical-json.ts";
import type { ColumnMetrics } from "./column-metrics.ts";

/** What a metric of a stream was in one run that counts: complete and good. */
export interface BaselinePoint {
  readonly runId: string;
  /** When the run began, milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  /** It was told as unusual then, so it says nothing of what is usual. */
  readonly flagged: boolean;
}

/** A person said: from the run at this time on, this is the level. */
export interface AcceptedLevel {
  readonly from: number;
}

/** What of a stream has a level: `duration` is in seconds. */
export const levelMetrics = ["records", "bytes", "duration"] as const;
export type LevelMetric = (typeof levelMetrics)[number];

/** What a SCHEMA of a stream declared in some run. */
export interface PastSchema {
  readonly runId: string;
  readonly at: number;
  /** SHA-256 over the canonical JSON of schema and keys. */
  readonly hash: string;
  /** `null` where it was too large to keep. */
  readonly schema: Json;
  readonly keyProperties: readonly string[] | null;
  /** The types that came where the schema leaves them open, by path. */
  readonly inferred: { readonly [path: string]: readonly string[] };
}

/** A stream that came in some run of a project, whatever its job, with the SCHEMA that it had last. */
export interface SeenStream {
  readonly stream: string;
  readonly tap: string | null;
  /** `null` where none came or none was kept. */
  readonly schema: Json;
}

/** What is known of one stream from earlier runs of its job. */
export interface StreamPast {
  readonly stream: string;
  readonly points: { readonly [Metric in LevelMetric]: readonly BaselinePoint[] };
  readonly accepted: { readonly [Metric in LevelMetric]: AcceptedLevel | null };
  /** Of the last good run that had one, or the one that a person accepted since. */
  readonly schema: PastSchema | null;
  /** The stream's part of the last STATE of the last good run. */
  readonly bookmarks: Json;
  /** In how many of the last good runs it came, counted back from the newest without a gap. */
  readonly runsInARow: number;
}

/** What is known of the earlier runs of a job, oldest points first. */
export interface JobPast {
  /** `null` where no earlier run tells which job this is. */
  readonly job: string | null;
  /** Good runs looked at. */
  readonly runs: number;
  readonly streams: readonly StreamPast[];
}

/** Whose past is asked for. */
export interface PastQuery {
  readonly project: string;
  readonly environment: string;
  /** The run that asks; it is no part of its own past. */
  readonly runId: string;
  readonly tap: string | null;
  readonly startedBefore: number;
}

/** What one mapper saw of one stream that later runs compare with. */
export interface StreamProfile {
  readonly stream: string;
  /** Metrics that were told as unusual. */
  readonly flagged: readonly LevelMetric[];
  /** The last SCHEMA; `null` where none came. */
  readonly schema: {
    readonly hash: string;
    readonly schema: Json;
    readonly keyProperties: readonly string[] | null;
    readonly inferred: { readonly [path: string]: readonly string[] };
    /** The load was held because of it. */
    readonly held: boolean;
  } | null;
  /** The stream's part of the last STATE. */
  readonly bookmarks: Json;
  /** `null` where columns were not measured. */
  readonly columns: readonly ColumnMetrics[] | null;
}

/** Something a person accepted as the new normal. */
export interface Acceptance {
  readonly project: string;
  readonly environment: string;
  readonly job: string;
  readonly stream: string;
  readonly metric: LevelMetric | "schema";
  /** The run whose level or schema it is. */
  readonly runId: string;
  /** When that run began. */
  readonly from: number;
  /** Of the schema; `null` for levels. */
  readonly hash: string | null;
  readonly at: number;
  readonly by: string;
}
