import { sql } from "kysely";
import type { Dialect } from "../dialect.ts";
import type { Database } from "../tables.ts";

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** What one call of a cut did; `more` says that the limit ended it. */
export interface RolledUp {
  readonly removed: number;
  readonly more: boolean;
}

interface Hour {
  readonly seriesId: number;
  readonly at: number;
}

/**
 * Counts the hours anew from their samples, so that a sample written twice is counted once. An hour whose samples were
 * cut stays as it was rolled up.
 */
export async function rollUpHours(db: Database, dialect: Dialect, hours: readonly Hour[]): Promise<void> {
  const samples = sql.raw(dialect.table("metric_samples"));
  const rollups = sql.raw(dialect.table("metric_rollups"));
  for (const { seriesId, at } of hours) {
    const first = sql`(select value from ${samples} f
      where f.series_id = ${seriesId} and f.at >= ${at} order by f.at limit 1)`;
    await sql`
      insert into ${rollups} as held
        (series_id, span, at, count, sum, min, max, first_at, first_value, p95)
      select series_id, 'hour', ${at}, count(*), sum(value), min(value), max(value), min(at), ${first}, null
      from ${samples}
      where series_id = ${seriesId} and at >= ${at} and at < ${at + hourMs} group by series_id
      on conflict (series_id, span, at) do update set
        count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max,
        first_at = excluded.first_at, first_value = excluded.first_value
      where held.p95 is null`.execute(db);
  }
}

/** Gives hours before a time their P95 and removes their samples. */
export async function cutSamples(db: Database, before: number, limit: number): Promise<RolledUp> {
  const hours = await db
    .selectFrom("metric_rollups")
    .select(["series_id", "at"])
    .where("span", "=", "hour")
    .where("p95", "is", null)
    .where("at", "<=", before - hourMs)
    .orderBy("at")
    .limit(limit)
    .execute();
  let removed = 0;
  for (const { series_id, at } of hours) {
    const inHour = db.selectFrom("metric_samples").select("value").where("series_id", "=", series_id);
    const rows = await inHour
      .where("at", ">=", at)
      .where("at", "<", at + hourMs)
      .orderBy("value")
      .execute();
    const p95 = percentile(
      rows.map(({ value }) => value),
      95,
    );
    await setP95(db, { seriesId: series_id, span: "hour", at, p95 });
    const gone = await db
      .deleteFrom("metric_samples")
      .where("series_id", "=", series_id)
      .where("at", ">=", at)
      .where("at", "<", at + hourMs)
      .executeTakeFirst();
    removed += Number(gone.numDeletedRows);
  }
  return { removed, more: hours.length === limit };
}

/** Makes days of hours before a time, and removes the hours. A day's P95 is the greatest of its hours'. */
export async function cutHours(db: Database, before: number, limit: number): Promise<RolledUp> {
  const lastDay = Math.floor(before / dayMs) * dayMs;
  const hours = await db
    .selectFrom("metric_rollups")
    .selectAll()
    .where("span", "=", "hour")
    .where("p95", "is not", null)
    .where("at", "<", lastDay)
    .orderBy("at")
    .limit(limit)
    .execute();
  for (const hour of hours) {
    const row = { ...hour, span: "day", at: Math.floor(hour.at / dayMs) * dayMs };
    await db
      .insertInto("metric_rollups")
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(["series_id", "span", "at"]).doUpdateSet({
          count: sql`metric_rollups.count + excluded.count`,
          sum: sql`metric_rollups.sum + excluded.sum`,
          min: sql`case when excluded.min < metric_rollups.min then excluded.min else metric_rollups.min end`,
          max: sql`case when excluded.max > metric_rollups.max then excluded.max else metric_rollups.max end`,
          p95: sql`case when excluded.p95 > metric_rollups.p95 then excluded.p95 else metric_rollups.p95 end`,
        }),
      )
      .execute();
    await db
      .deleteFrom("metric_rollups")
      .where("series_id", "=", hour.series_id)
      .where("span", "=", "hour")
      .where("at", "=", hour.at)
      .execute();
  }
  return { removed: hours.length, more: hours.length === limit };
}

/** Removes days before a time, and series of which nothing is left. */
export async function cutDays(db: Database, before: number): Promise<RolledUp> {
  const gone = await db
    .deleteFrom("metric_rollups")
    .where("span", "=", "day")
    .where("at", "<=", before - dayMs)
    .executeTakeFirst();
  await db
    .deleteFrom("metric_series")
    .where("last_at", "<", before)
    .where("id", "not in", db.selectFrom("metric_samples").select("series_id"))
    .where("id", "not in", db.selectFrom("metric_rollups").select("series_id"))
    .execute();
  return { removed: Number(gone.numDeletedRows), more: false };
}

/** The value below which `percent` of sorted values lie, between two of them where it falls there. */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const place = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

async function setP95(
  db: Database,
  { seriesId, span, at, p95 }: Hour & { readonly span: string; readonly p95: number },
): Promise<void> {
  await db
    .updateTable("metric_rollups")
    .set({ p95: Number.isFinite(p95) ? p95 : 0 })
    .where("series_id", "=", seriesId)
    .where("span", "=", span)
    .where("at", "=", at)
    .execute();
}
