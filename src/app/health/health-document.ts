import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { HealthPoint } from "../../model/health.ts";
import type { Look, Seen } from "./look.ts";

/** The document of `health --json` (design section 15). */
export function healthDocument({ status, checks }: Look): { readonly [key: string]: Json } {
  return { status, checks: checks.map(checkDocument) };
}

function checkDocument(seen: Seen): Json {
  const [plugin] = seen.plugins;
  return {
    name: seen.check,
    type: seen.type,
    status: seen.status,
    message: seen.message,
    latency_seconds: seen.latencySeconds,
    checked_at: toTimestamp(seen.checkedAt),
    cached: seen.cached,
    blocked_by: [...seen.blockedBy],
    root_cause: seen.rootCause,
    derived: seen.derived,
    details: { ...seen.details, ...(plugin === undefined ? {} : { plugin, plugins: [...seen.plugins] }) },
  };
}

/** A check's history in numbers; `null` where too little is known. */
export interface HistorySummary {
  readonly uptimePercent: number | null;
  readonly averageLatency: number | null;
  readonly p95Latency: number | null;
}

/** Uptime counts healthy and degraded results among those that are known; what is unknown counts on neither side. */
export function summarize(points: readonly HealthPoint[]): HistorySummary {
  const known = points.filter(({ status }) => status !== "unknown");
  const up = known.filter(({ status }) => status !== "unhealthy");
  const latencies = up.flatMap(({ latencySeconds }) => latencySeconds ?? []).sort((a, b) => a - b);
  const sum = latencies.reduce((all, one) => all + one, 0);
  return {
    uptimePercent: known.length === 0 ? null : Math.floor((up.length / known.length) * 10_000) / 100,
    averageLatency: latencies.length === 0 ? null : Math.round((sum / latencies.length) * 1000) / 1000,
    p95Latency: latencies[Math.ceil(latencies.length * 0.95) - 1] ?? null,
  };
}

/** The document of `health history NAME --json`. */
export function historyDocument(
  name: string,
  since: number,
  points: readonly HealthPoint[],
): { readonly [key: string]: Json } {
  const { uptimePercent, averageLatency, p95Latency } = summarize(points);
  return {
    name,
    since: toTimestamp(since),
    uptime_percent: uptimePercent,
    latency_seconds: { average: averageLatency, p95: p95Latency },
    results: points.map(({ status, message, latencySeconds, checkedAt }) => ({
      at: toTimestamp(checkedAt),
      status,
      message,
      latency_seconds: latencySeconds,
    })),
  };
}
