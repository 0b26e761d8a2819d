/** What a metric is about, as far as its name says; `unknown` is a real answer. */
export type MetricKind =
  | "cpu"
  | "memory"
  | "disk"
  | "response_time"
  | "errors"
  | "cache_hits"
  | "success"
  | "queue"
  | "connections"
  | "run_duration"
  | "run_volume"
  | "run_failures"
  | "stream_quality"
  | "staleness"
  | "delivery"
  | "health"
  | "unknown";

/** On which side of its threshold a value is bad; `null` where the name doesn't tell. */
export type BadSide = "above" | "below" | null;

/** Our own metrics (design section 6), by name. */
const own: Readonly<Record<string, MetricKind>> = {
  run_duration_seconds: "run_duration",
  run_records: "run_volume",
  run_bytes: "run_volume",
  run_records_per_second: "run_volume",
  run_failures_in_a_row: "run_failures",
  stream_records: "run_volume",
  stream_bytes: "run_volume",
  stream_records_per_second: "run_volume",
  stream_violations: "stream_quality",
  stream_error_percent: "stream_quality",
  stream_quarantined: "stream_quality",
  stream_lag_seconds: "staleness",
  bookmark_age_seconds: "staleness",
  process_cpu_percent: "cpu",
  process_max_rss_bytes: "memory",
  health_up: "health",
  health_latency_seconds: "response_time",
  notifications_failed: "delivery",
  outbox_oldest_seconds: "delivery",
};

/** The first that fits counts: `cache_hit_rate` is about hits, not about the cache's memory. */
const byWords: readonly (readonly [MetricKind, (has: (...words: string[]) => boolean) => boolean])[] = [
  ["cache_hits", (has) => has("hit", "hits") && !has("miss", "misses")],
  [
    "success",
    (has) => has("success", "successes", "successful", "valid", "passed", "uptime", "availability"),
  ],
  ["errors", (has) => has("error", "errors", "failure", "failures", "failed", "exceptions", "5xx")],
  ["queue", (has) => has("queue", "queued", "backlog")],
  ["connections", (has) => has("connection", "connections", "conn", "conns")],
  [
    "response_time",
    (has) => has("latency", "ttfb") || (has("response", "request", "query") && has("time", "duration")),
  ],
  ["cpu", (has) => has("cpu", "processor")],
  ["memory", (has) => has("memory", "mem", "ram", "rss", "heap", "swap")],
  ["disk", (has) => has("disk", "storage", "filesystem", "inodes")],
];

/** What the metric with these words in its name is about. */
export function kindOf(metric: string, words: readonly string[]): MetricKind {
  const known = Object.hasOwn(own, metric) ? own[metric] : undefined;
  if (known !== undefined) return known;
  const has = (...wanted: string[]): boolean => wanted.some((word) => words.includes(word));
  return byWords.find(([, fits]) => fits(has))?.[0] ?? "unknown";
}

const badBelow: ReadonlySet<MetricKind> = new Set(["cache_hits", "success", "health"]);
const eitherSide: ReadonlySet<MetricKind> = new Set(["unknown", "run_volume"]);

/** Hits, successes and what is left of something are bad when low; of what we don't know we don't say. */
export function badSideOf(kind: MetricKind, subject: string): BadSide {
  if (/^(?:free|available|remaining)\b/.test(subject)) return "below";
  if (badBelow.has(kind)) return "below";
  return eitherSide.has(kind) ? null : "above";
}
