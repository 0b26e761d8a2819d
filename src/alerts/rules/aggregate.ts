/** What a rule may look at in its window. */
export const aggregates = [
  "last",
  "avg",
  "min",
  "max",
  "sum",
  "count",
  "rate",
  "delta",
  "change_percent",
  "p50",
  "p90",
  "p95",
  "p99",
] as const;
export type Aggregate = (typeof aggregates)[number];

interface Point {
  readonly at: number;
  readonly value: number;
}

/** What lies in the window of one series; what was not asked for is `null`. */
export interface WindowData {
  readonly last: Point;
  readonly first: Point | null;
  readonly totals: {
    readonly count: number;
    readonly sum: number;
    readonly min: number;
    readonly max: number;
  } | null;
  /** By rank, such as 95. */
  readonly percentiles: ReadonlyMap<number, number> | null;
}

/** What must be read for an aggregate, beside the newest sample. */
export type Need = "totals" | "first" | "percentiles";

/** What must be read to know an aggregate; `null` where the newest sample says it. */
export function needOf(aggregate: Aggregate): Need | null {
  if (aggregate === "last") return null;
  if (aggregate in ranks) return "percentiles";
  return ["rate", "delta", "change_percent"].includes(aggregate) ? "first" : "totals";
}

/** The rank of a percentile; `null` for anything else. */
export function rankOf(aggregate: Aggregate): number | null {
  return ranks[aggregate] ?? null;
}

const ranks: Readonly<Partial<Record<Aggregate, number>>> = { p50: 50, p90: 90, p95: 95, p99: 99 };

/** The value of an aggregate; `null` where the window doesn't say it: a change needs two samples. */
export function aggregateOf(
  name: Aggregate,
  { last, first, totals, percentiles }: WindowData,
): number | null {
  const rank = ranks[name];
  if (rank !== undefined) return percentiles?.get(rank) ?? null;
  if (name === "last") return last.value;
  if (name === "avg") return totals === null ? null : totals.sum / totals.count;
  if (name === "min" || name === "max" || name === "sum" || name === "count") return totals?.[name] ?? null;
  return changeOf(name, first, last);
}

function changeOf(name: Aggregate, first: Point | null, last: Point): number | null {
  if (first === null || last.at <= first.at) return null;
  const delta = last.value - first.value;
  if (name === "delta") return delta;
  if (name === "rate") return delta / ((last.at - first.at) / 1000);
  return first.value === 0 ? null : (delta / Math.abs(first.value)) * 100;
}

/** The value below which `percent` of sorted values lie, between two of them where it falls there. */
export function percentileOf(sorted: ArrayLike<number>, percent: number): number {
  const place = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

/** The aggregates that a text names. Too many does no harm: a word inside a quoted text is only read in vain. */
export function namedIn(text: string): Aggregate[] {
  const words = new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
  return aggregates.filter((name) => words.has(name));
}
