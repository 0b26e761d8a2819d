/** A metric of ours: what it is, in which unit, and the labels its series have. */
export interface Metric {
  readonly name: string;
  readonly unit:
    | "seconds"
    | "bytes"
    | "percent"
    | "records"
    | "runs"
    | "notifications"
    | "per_second"
    | "bool";
  readonly type: "gauge";
  readonly labels: readonly string[];
  /** When a sample is taken. */
  readonly taken: string;
  readonly description: string;
}

const ofRun = ["project", "environment", "job"] as const;
const ofStream = [...ofRun, "stream"] as const;
const ofPlugin = [...ofRun, "plugin"] as const;

const metric = (
  name: string,
  unit: Metric["unit"],
  labels: readonly string[],
  taken: string,
  description: string,
): Metric => ({ name, unit, type: "gauge", labels, taken, description });

const atEnd = "at the end of a run";
const eachTick = "each tick";
const eachCheck = "each health check";

/** Every metric that rules may name, beside the user's own. */
export const catalogue: readonly Metric[] = [
  metric(
    "run_duration_seconds",
    "seconds",
    ofRun,
    `${atEnd}; while it runs it counts as at least so long`,
    "How long a run took.",
  ),
  metric("run_records", "records", ofRun, atEnd, "Records that passed, where somebody counted."),
  metric("run_bytes", "bytes", ofRun, atEnd, "Bytes that passed through our mapper."),
  metric("run_records_per_second", "per_second", ofRun, atEnd, "Records over the time the run took."),
  metric("run_failures_in_a_row", "runs", ofRun, atEnd, "Failed runs up to this one; 0 after a good one."),
  metric("stream_records", "records", ofStream, atEnd, "Records of a stream."),
  metric("stream_bytes", "bytes", ofStream, atEnd, "Bytes of a stream."),
  metric(
    "stream_records_per_second",
    "per_second",
    ofStream,
    atEnd,
    "Records over the time between the stream's first and last.",
  ),
  metric("stream_violations", "records", ofStream, atEnd, "Rows that broke a check."),
  metric("stream_error_percent", "percent", ofStream, atEnd, "Rows that broke a check, of those looked at."),
  metric("stream_quarantined", "records", ofStream, atEnd, "Rows that were set aside."),
  metric("stream_lag_seconds", "seconds", ofStream, atEnd, "How old the newest record is at the end."),
  metric("bookmark_age_seconds", "seconds", ofStream, atEnd, "How old the bookmark is at the end."),
  metric(
    "process_cpu_percent",
    "percent",
    ofPlugin,
    atEnd,
    "CPU time over the time the run took; 100 is one core.",
  ),
  metric("process_max_rss_bytes", "bytes", ofPlugin, atEnd, "The most memory a plugin's process had."),
  metric(
    "health_up",
    "bool",
    ["project", "check", "plugin"],
    eachCheck,
    "1 healthy or degraded, 0 unhealthy.",
  ),
  metric(
    "health_latency_seconds",
    "seconds",
    ["project", "check", "plugin"],
    eachCheck,
    "How long a health check took.",
  ),
  metric(
    "notifications_failed",
    "notifications",
    ["project"],
    eachTick,
    "Notifications that failed and wait for another try, and those given up within a day.",
  ),
  metric(
    "outbox_oldest_seconds",
    "seconds",
    ["project"],
    eachTick,
    "How long the oldest undelivered notification has waited; 0 when none does.",
  ),
];

/** A metric of ours by its name. */
export function metricNamed(name: string): Metric | undefined {
  return catalogue.find((known) => known.name === name);
}
