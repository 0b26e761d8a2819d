import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Labels } from "../../model/labels.ts";
import type { Run } from "../../model/run.ts";
import type { Sample } from "../../model/sample.ts";
import type { MetricSeriesRow } from "../tables/metrics.ts";
import type { Database } from "../tables.ts";
import { cutDays, cutHours, cutSamples, type RolledUp } from "./metric-rollups.ts";
import { recordSamples } from "./metric-samples.ts";
import { type SeriesWindow, type WindowQuery, windowsOf } from "./metric-windows.ts";
import type { Queries } from "./queries.ts";
import { toRun } from "./run-rows.ts";

/** One metric with one set of labels, and its newest sample. */
export interface MetricSeries {
  readonly id: number;
  readonly metric: string;
  readonly labels: Labels;
  /** The labels as the store's key: canonical JSON without empty ones. */
  readonly key: string;
  readonly lastAt: number;
  readonly lastValue: number;
}

/** Measurements by metric and labels, and windows over them. */
export interface MetricRepository {
  /** Writes samples; one that is there already (same series, same time) is replaced. */
  record(project: string, samples: readonly Sample[]): Promise<void>;
  /** The series of these metrics (of all without a list) whose newest sample is after `since`. */
  series(
    project: string,
    filter?: { readonly metrics?: readonly string[]; readonly since?: number },
  ): Promise<MetricSeries[]>;
  /** What lies in the window `(after, until]` of each series that has a sample there. */
  windows(query: WindowQuery): Promise<SeriesWindow[]>;
  /** The samples of one series in `(after, until]`, oldest first, at most the newest `limit`. */
  samples(
    seriesId: number,
    range: { readonly after: number; readonly until: number; readonly limit: number },
  ): Promise<{ readonly at: number; readonly value: number }[]>;
  /** Ended runs that were not sampled as they stand now, oldest first. */
  runsToSample(limit: number): Promise<Run[]>;
  markSampled(run: Pick<Run, "runId" | "status">): Promise<void>;
  /** Rolls samples before a time up into hours, for good, and removes them. At most `limit` series-hours a call. */
  cutSamples(before: number, limit: number): Promise<RolledUp>;
  /** Rolls hours before a time up into days and removes them. At most `limit` series-days a call. */
  cutHours(before: number, limit: number): Promise<RolledUp>;
  /** Removes days before a time, and series that have nothing left. */
  cutDays(before: number): Promise<RolledUp>;
}

export function metricRepository(queries: Queries): MetricRepository {
  const { read, write, dialect } = queries;
  return {
    record: (project, samples) => write((db) => recordSamples(db, dialect, project, samples)),
    series: (project, filter = {}) =>
      read(async (db) => (await seriesRows(db, project, filter)).map(toSeries)),
    windows: (query) => read((db) => windowsOf(db, dialect, query)),
    samples: (seriesId, { after, until, limit }) =>
      read(async (db) => {
        const query = db.selectFrom("metric_samples").select(["at", "value"]);
        const ranged = query
          .where("series_id", "=", seriesId)
          .where("at", ">", after)
          .where("at", "<=", until);
        return (await ranged.orderBy("at", "desc").limit(limit).execute()).reverse();
      }),
    runsToSample: (limit) =>
      read(async (db) => {
        const waiting = db.selectFrom("runs").selectAll().where(toSample).where("opened_by", ">", 0);
        return (await waiting.orderBy("started_at").limit(limit).execute()).map(toRun);
      }),
    markSampled: ({ runId, status }) =>
      write(async (db) => {
        await sql`update ${sql.raw(dialect.table("runs"))} set sampled_as = ${status} where run_id = ${runId}`.execute(
          db,
        );
      }),
    cutSamples: (before, limit) => write((db) => cutSamples(db, before, limit)),
    cutHours: (before, limit) => write((db) => cutHours(db, before, limit)),
    cutDays: (before) => write((db) => cutDays(db, before)),
  };
}

/** Word for word the condition of the index `runs_to_sample`. */
const toSample: RawBuilder<SqlBool> = sql`sampled_as <> status and status <> 'running' and (complete = 1 or status <> 'unknown')`;

function seriesRows(
  db: Database,
  project: string,
  { metrics, since }: { readonly metrics?: readonly string[]; readonly since?: number },
) {
  let query = db.selectFrom("metric_series").selectAll().where("project", "=", project);
  if (metrics !== undefined) query = query.where("metric", "in", metrics.length === 0 ? [""] : metrics);
  if (since !== undefined) query = query.where("last_at", ">", since);
  return query.orderBy("metric").orderBy("labels").execute();
}

type HeldSeries = Omit<MetricSeriesRow, "id"> & { readonly id: number };

function toSeries(row: HeldSeries): MetricSeries {
  return {
    id: row.id,
    metric: row.metric,
    labels: JSON.parse(row.labels) as Labels,
    key: row.labels,
    lastAt: row.last_at,
    lastValue: row.last_value,
  };
}
