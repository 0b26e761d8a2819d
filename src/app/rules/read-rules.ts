import {
  aggregatesOf,
  type Need,
  needsOf,
  type Reading,
  type Rule,
  rankOf,
  readWindow,
  type WindowData,
} from "../../alerts/rules/index.ts";
import type { Labels } from "../../model/labels.ts";
import type { Run } from "../../model/run.ts";
import { labelsKey } from "../../model/sample.ts";
import type { MetricSeries, SeriesWindow, Store } from "../../store/index.ts";
import { SeriesIndex } from "./series-index.ts";

/** What a rule's window says of one series now. */
export interface SeriesReading {
  readonly key: string;
  readonly labels: Labels;
  /** When its newest sample was taken. */
  readonly lastAt: number;
  readonly reading: Reading;
}

export interface ReadRules {
  readonly store: Pick<Store, "metrics">;
  readonly project: string;
  readonly now: number;
  /** Runs that go on: how long they have taken already counts. */
  readonly running: readonly Run[];
}

/** A series that may have no sample yet: that of a run that goes on for the first time. */
interface Watched extends Pick<MetricSeries, "key" | "labels" | "lastAt" | "lastValue"> {
  readonly id: number | null;
}

/** Reads the windows of many rules: the series once, and one query for each metric, window and need. */
export async function readRules(
  rules: readonly Rule[],
  input: ReadRules,
): Promise<ReadonlyMap<Rule, SeriesReading[]>> {
  const { store, project } = input;
  const metrics = [...new Set(rules.map(({ metric }) => metric))];
  const held = await store.metrics.series(project, { metrics });
  const live = liveDurations(input);
  const readings = new Map<Rule, SeriesReading[]>();
  for (const [metric, ofMetric] of grouped(rules, ({ metric }) => metric)) {
    const bounds = metric === "run_duration_seconds" ? live : new Map<string, LiveDuration>();
    const series = withLive(
      held.filter((one) => one.metric === metric),
      bounds,
    );
    const index = new SeriesIndex<Watched>(series);
    for (const [, ofWindow] of grouped(ofMetric, ({ settings }) => String(settings.window))) {
      const found = ofWindow.map((rule) => ({ rule, series: index.matching(rule.matchers) }));
      const data = await readWindows(found, metric, input);
      for (const { rule, series: matched } of found)
        readings.set(
          rule,
          matched.map((one) => readingOf(rule, one, data, bounds.get(one.key) ?? null)),
        );
    }
  }
  return readings;
}

interface Found {
  readonly rule: Rule;
  readonly series: readonly Watched[];
}

type Windows = ReadonlyMap<number, WindowData>;

/** The windows of all series that rules of one metric and width look at. */
async function readWindows(found: readonly Found[], metric: string, input: ReadRules): Promise<Windows> {
  const { store, project, now } = input;
  const after = now - (found[0]?.rule.settings.window ?? 0);
  const inWindow = [...new Set(found.flatMap(({ series }) => series))].filter(({ lastAt }) => lastAt > after);
  const windows = new Map<number, WindowData>();
  for (const one of inWindow) {
    const last = one.id === null ? null : await newest(one, { store, now, after });
    if (last !== null && one.id !== null)
      windows.set(one.id, { last, first: null, totals: null, percentiles: null });
  }
  for (const [need, ids] of wanted(found, after)) {
    const read = await store.metrics.windows({
      project,
      metric,
      after,
      until: now,
      needs: new Set([need]),
      seriesIds: [...ids],
      ranks: ranksOf(found),
    });
    for (const window of read) join(windows, window);
  }
  return windows;
}

/** The percentiles that any of the rules asks for. */
function ranksOf(found: readonly Found[]): number[] {
  const all = found.flatMap(({ rule }) => aggregatesOf(rule).flatMap((name) => rankOf(name) ?? []));
  return [...new Set(all)];
}

/** Which series each need is asked for. */
function wanted(found: readonly Found[], after: number): Map<Need, Set<number>> {
  const byNeed = new Map<Need, Set<number>>();
  for (const { rule, series } of found)
    for (const need of needsOf(rule)) {
      const ids = byNeed.get(need) ?? new Set<number>();
      for (const { id, lastAt } of series) if (id !== null && lastAt > after) ids.add(id);
      byNeed.set(need, ids);
    }
  return byNeed;
}

/** The newest sample up to now: nearly always that of the series itself. */
async function newest(
  { id, lastAt, lastValue }: Watched,
  { store, now, after }: { readonly store: ReadRules["store"]; readonly now: number; readonly after: number },
): Promise<{ at: number; value: number } | null> {
  if (lastAt <= now || id === null) return { at: lastAt, value: lastValue };
  return (await store.metrics.samples(id, { after, until: now, limit: 1 })).at(-1) ?? null;
}

function join(
  windows: Map<number, WindowData>,
  { seriesId, totals, first, percentiles }: SeriesWindow,
): void {
  const known = windows.get(seriesId);
  if (known === undefined) return;
  windows.set(seriesId, {
    ...known,
    totals: totals ?? known.totals,
    first: first ?? known.first,
    percentiles: percentiles ?? known.percentiles,
  });
}

function readingOf(rule: Rule, one: Watched, windows: Windows, live: LiveDuration | null): SeriesReading {
  const window = one.id === null ? null : (windows.get(one.id) ?? null);
  const { key, labels, lastAt } = one;
  return { key, labels, lastAt, reading: readWindow(rule, window, { labels, atLeast: live }) };
}

interface LiveDuration {
  readonly labels: Labels;
  readonly at: number;
  readonly value: number;
}

/** How long runs that go on have taken by now, the longest of each job. */
function liveDurations({ running, now }: ReadRules): Map<string, LiveDuration> {
  const longest = new Map<string, LiveDuration>();
  for (const { project, environment, job, startedAt } of running) {
    const labels = { project, environment, job };
    const key = labelsKey(labels);
    const value = Math.max(0, now - startedAt) / 1000;
    if (value >= (longest.get(key)?.value ?? 0)) longest.set(key, { labels, at: now, value });
  }
  return longest;
}

function withLive(
  series: readonly MetricSeries[],
  live: ReadonlyMap<string, LiveDuration>,
): readonly Watched[] {
  const known = new Set(series.map(({ key }) => key));
  const added = [...live]
    .filter(([key]) => !known.has(key))
    .map(([key, { labels, at, value }]) => ({ id: null, key, labels, lastAt: at, lastValue: value }));
  return [...series, ...added];
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
