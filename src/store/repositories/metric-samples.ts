import { sql } from "kysely";
import { labelsKey, type Sample } from "../../model/sample.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import type { MetricSampleRow } from "../tables/metrics.ts";
import type { Database } from "../tables.ts";
import { hourMs, rollUpHours } from "./metric-rollups.ts";

interface KeyedSample extends Sample {
  readonly key: string;
}

/** Series looked up a statement: both databases limit how many parameters one may have. */
const seriesAtOnce = 200;

/** Writes samples inside a transaction, and keeps the newest of each series and its hours true. */
export async function recordSamples(
  db: Database,
  dialect: Dialect,
  project: string,
  samples: readonly Sample[],
): Promise<void> {
  const keyed = samples
    .filter(({ value, at }) => Number.isFinite(value) && Number.isSafeInteger(at))
    .map((sample): KeyedSample => ({ ...sample, key: labelsKey(sample.labels) }));
  if (keyed.length === 0) return;
  await writeSeries(db, dialect, project, keyed);
  const ids = await seriesIds(db, project, keyed);
  const rows = keyed.map(({ metric, key, at, value }) => ({
    series_id: ids.get(`${metric}\n${key}`) ?? 0,
    at,
    value,
  }));
  await bulkInsert<MetricSampleRow>(db, dialect, {
    table: "metric_samples",
    columns: ["series_id", "at", "value"],
    key: ["series_id", "at"],
    rows,
    update: ["value = excluded.value"],
  });
  await rollUpHours(db, dialect, touchedHours(rows));
}

/** The newest sample of each series stands in the series itself. */
async function writeSeries(
  db: Database,
  dialect: Dialect,
  project: string,
  samples: readonly KeyedSample[],
): Promise<void> {
  const oldestFirst = samples.toSorted((a, b) => a.at - b.at);
  await bulkInsert(db, dialect, {
    table: "metric_series",
    columns: ["project", "metric", "labels", "last_at", "last_value"],
    key: ["project", "metric", "labels"],
    rows: oldestFirst.map(({ metric, key, at, value }) => ({
      project,
      metric,
      labels: key,
      last_at: at,
      last_value: value,
    })),
    update: [
      "last_value = case when excluded.last_at >= held.last_at then excluded.last_value else held.last_value end",
      `last_at = ${dialect.greatest}(held.last_at, excluded.last_at)`,
    ],
  });
}

async function seriesIds(
  db: Database,
  project: string,
  samples: readonly KeyedSample[],
): Promise<Map<string, number>> {
  const wanted = [
    ...new Map(samples.map(({ metric, key }) => [`${metric}\n${key}`, { metric, key }])).values(),
  ];
  const ids = new Map<string, number>();
  for (let from = 0; from < wanted.length; from += seriesAtOnce) {
    const pairs = wanted.slice(from, from + seriesAtOnce).map(({ metric, key }) => sql`(${metric}, ${key})`);
    const rows = await db
      .selectFrom("metric_series")
      .select(["id", "metric", "labels"])
      .where("project", "=", project)
      .where(sql<boolean>`(metric, labels) in (values ${sql.join(pairs)})`)
      .execute();
    for (const { id, metric, labels } of rows) ids.set(`${metric}\n${labels}`, id);
  }
  return ids;
}

function touchedHours(
  rows: readonly MetricSampleRow[],
): { readonly seriesId: number; readonly at: number }[] {
  const hours = rows.map(({ series_id, at }) => ({
    seriesId: series_id,
    at: Math.floor(at / hourMs) * hourMs,
  }));
  return [...new Map(hours.map((hour) => [`${hour.seriesId} ${hour.at}`, hour])).values()];
}
