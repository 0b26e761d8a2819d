import { type RawBuilder, sql } from "kysely";
import type { Dialect } from "../dialect.ts";
import type { Database } from "../tables.ts";
import { hourMs } from "./metric-rollups.ts";

/** What a window is asked for, beside its series: each costs a query of its own. */
export type WindowNeed = "totals" | "first" | "percentiles";

export interface WindowQuery {
  readonly project: string;
  readonly metric: string;
  /** Samples after this time, and not after `until`. */
  readonly after: number;
  readonly until: number;
  readonly needs: ReadonlySet<WindowNeed>;
  /** The percentiles that are needed, such as 95. */
  readonly ranks?: readonly number[];
  /** Only these series; all of the metric without a list. */
  readonly seriesIds?: readonly number[];
}

/** What lies in a window of one series. What was not asked for is `null`. */
export interface SeriesWindow {
  readonly seriesId: number;
  readonly totals: Totals | null;
  readonly first: { readonly at: number; readonly value: number } | null;
  /** Exact, by rank; between two values where it falls there. */
  readonly percentiles: ReadonlyMap<number, number> | null;
}

export interface Totals {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** Windows that are wider are put together from whole hours and the samples at both ends. */
const wideMs = 2 * hourMs;

/** So many series are named one by one; of more, all are read. */
const mostNamed = 500;

/** Answers windows from the store: each need is one statement over an index, whatever the number of rules. */
export async function windowsOf(db: Database, dialect: Dialect, query: WindowQuery): Promise<SeriesWindow[]> {
  const { needs } = query;
  const scope = scopeOf(dialect, query);
  const [totals, firsts, percentiles] = [
    needs.has("totals") ? await totalsOf(db, dialect, query, scope) : new Map<number, Totals>(),
    needs.has("first") ? await firstsOf(db, dialect, query, scope) : new Map(),
    needs.has("percentiles") ? await percentilesOf(db, dialect, query, scope) : new Map(),
  ];
  const ids = new Set([...totals.keys(), ...firsts.keys(), ...percentiles.keys()]);
  return [...ids].map((seriesId) => ({
    seriesId,
    totals: totals.get(seriesId) ?? null,
    first: firsts.get(seriesId) ?? null,
    percentiles: percentiles.get(seriesId) ?? null,
  }));
}

/** The series of a window: those with a sample after its beginning. */
function scopeOf(dialect: Dialect, { project, metric, after, seriesIds }: WindowQuery): RawBuilder<unknown> {
  if (seriesIds !== undefined && seriesIds.length <= mostNamed)
    return seriesIds.length === 0 ? sql`(select 0 where 1 = 0)` : sql`(${sql.join(seriesIds)})`;
  const series = sql.raw(dialect.table("metric_series"));
  return sql`(select id from ${series} where project = ${project} and metric = ${metric} and last_at > ${after})`;
}

async function totalsOf(
  db: Database,
  dialect: Dialect,
  { after, until }: WindowQuery,
  scope: RawBuilder<unknown>,
): Promise<Map<number, Totals>> {
  const samples = sql.raw(dialect.table("metric_samples"));
  const rollups = sql.raw(dialect.table("metric_rollups"));
  const raw = (from: number, to: number) => sql`
    select series_id, count(*) as count, sum(value) as sum, min(value) as min, max(value) as max
    from ${samples} where series_id in ${scope} and at > ${from} and at <= ${to} group by series_id`;
  const firstHour = (Math.floor(after / hourMs) + 1) * hourMs;
  const lastHour = Math.floor(until / hourMs) * hourMs;
  const parts =
    until - after < wideMs
      ? raw(after, until)
      : sql`
    select series_id, sum(count) as count, sum(sum) as sum, min(min) as min, max(max) as max from (
      ${raw(after, firstHour - 1)} union all ${raw(lastHour - 1, until)} union all
      select series_id, count, sum, min, max from ${rollups}
      where series_id in ${scope} and span = 'hour' and at >= ${firstHour} and at < ${lastHour}
    ) as parts group by series_id`;
  const { rows } = await sql<Totals & { series_id: number }>`${parts}`.execute(db);
  return new Map(
    rows.map(({ series_id, count, sum, min, max }) => [
      series_id,
      { count: Number(count), sum: Number(sum), min, max },
    ]),
  );
}

/** The oldest sample of each window, by one seek a series. */
async function firstsOf(
  db: Database,
  dialect: Dialect,
  { after, until, project, metric }: WindowQuery,
  scope: RawBuilder<unknown>,
): Promise<Map<number, { at: number; value: number }>> {
  const samples = sql.raw(dialect.table("metric_samples"));
  const series = sql.raw(dialect.table("metric_series"));
  const seek = (column: string) => sql`(select ${sql.raw(column)} from ${samples} f
    where f.series_id = s.id and f.at > ${after} and f.at <= ${until} order by f.at limit 1)`;
  const { rows } = await sql<{ id: number; at: number | null; value: number }>`
    select s.id, ${seek("at")} as at, ${seek("value")} as value from ${series} s
    where s.project = ${project} and s.metric = ${metric} and s.last_at > ${after} and s.id in ${scope}`.execute(
    db,
  );
  return new Map(rows.flatMap(({ id, at, value }) => (at === null ? [] : [[id, { at, value }]])));
}

/** Reckoned inside the database: a million values never come out of it. */
async function percentilesOf(
  db: Database,
  dialect: Dialect,
  { after, until, ranks = [] }: WindowQuery,
  scope: RawBuilder<unknown>,
): Promise<Map<number, ReadonlyMap<number, number>>> {
  const samples = sql.raw(dialect.table("metric_samples"));
  const columns = ranks.map(
    (rank) => sql`, ${sql.raw(dialect.percentile("value", rank))} as ${sql.ref(`p${rank}`)}`,
  );
  const { rows } = await sql<Record<string, number> & { series_id: number }>`
    select series_id ${sql.join(columns, sql``)} from ${samples}
    where series_id in ${scope} and at > ${after} and at <= ${until} group by series_id`.execute(db);
  return new Map(
    rows.map((row) => [row.series_id, new Map(ranks.map((rank) => [rank, Number(row[`p${rank}`])]))]),
  );
}
