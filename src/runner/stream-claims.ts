import type { StreamClaim } from "../model/run.ts";
import type { LogEvent, Metric } from "./log-event.ts";

/** What tap and target say they handled, stream by stream, summed over their counters. */
export interface StreamClaims {
  /** Takes a line in; anything but a record counter of a tap or target changes nothing. */
  add(event: LogEvent): void;
  /** In order of first mention. */
  list(): StreamClaim[];
  /** Records that taps named up to now; `null` while none has said a number. */
  tapRecords(): number | null;
}

export function createStreamClaims(): StreamClaims {
  const sums = new Map<string, StreamClaim>();
  return {
    add(event) {
      if (event.kind !== "metric" || (event.side !== "tap" && event.side !== "target")) return;
      const stream = streamOf(event.metric);
      if (stream === null) return;
      const key = `${event.side} ${stream}`;
      const records = (sums.get(key)?.records ?? 0) + event.metric.value;
      sums.set(key, { stream, side: event.side, records });
    },
    list: () => [...sums.values()],
    tapRecords() {
      const claims = [...sums.values()].filter(({ side }) => side === "tap");
      return claims.length === 0 ? null : claims.reduce((sum, { records }) => sum + records, 0);
    },
  };
}

/** The stream a record counter is about: the SDK names it, singer-python its endpoint, PipelineWise database and table. */
function streamOf({ type, metric, tags }: Metric): string | null {
  if (type !== "counter" || metric !== "record_count") return null;
  const { stream, endpoint, database, table } = tags;
  const named = stream ?? endpoint;
  if (typeof named === "string" && named !== "") return named;
  return typeof database === "string" && typeof table === "string" ? `${database}-${table}` : null;
}
