import type { StreamClaim } from "../model/run.ts";
import type { LogEvent, Metric } from "./log-event.ts";

/** What tap and target say they handled, stream by stream, summed over their counters. */
export interface StreamClaims {
  /** Takes a line in; anything but a record counter of a tap or target, or the last word of a target's reader, changes nothing. */
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
      const claim = claimOf(event);
      if (claim === null) return;
      const key = `${claim.side} ${claim.stream}`;
      sums.set(key, { ...claim, records: (sums.get(key)?.records ?? 0) + claim.records });
    },
    list: () => [...sums.values()],
    tapRecords() {
      const claims = [...sums.values()].filter(({ side }) => side === "tap");
      return claims.length === 0 ? null : claims.reduce((sum, { records }) => sum + records, 0);
    },
  };
}

function claimOf(event: LogEvent): StreamClaim | null {
  const { side } = event;
  if (event.kind === "reader_completed")
    return side === "target" ? { stream: "", side: "target_input", records: event.counts.records } : null;
  if (event.kind !== "metric" || (side !== "tap" && side !== "target")) return null;
  const stream = streamOf(event.metric);
  return stream === null ? null : { stream, side, records: event.metric.value };
}

/** The stream a record counter is about: the SDK names it, singer-python its endpoint, PipelineWise database and table. */
function streamOf({ type, metric, tags }: Metric): string | null {
  if (type !== "counter" || metric !== "record_count") return null;
  const { stream, endpoint, database, table } = tags;
  const named = stream ?? endpoint;
  if (typeof named === "string" && named !== "") return named;
  return typeof database === "string" && typeof table === "string" ? `${database}-${table}` : null;
}
