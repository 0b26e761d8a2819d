import type { Signal } from "../../model/signal.ts";
import { percentBeyond } from "../threshold.ts";
import { adviceByKind } from "./advice.ts";
import { applicationAdvice } from "./application-advice.ts";
import { readMetricName } from "./metric-name.ts";
import { topProcessOf } from "./top-process.ts";
import { writeValue } from "./value.ts";

/** One thing to do, and why we say so. */
export interface Advice {
  readonly text: string;
  readonly because: string;
}

/** What the rules look at. */
export interface Measurement {
  readonly subject: string;
  readonly resource: string | null;
  readonly endpoint: string | null;
  readonly percentile: string | null;
  /** How far beyond its threshold, percent; `null` where that can't be said. */
  readonly beyond: number | null;
  /** Such as "CPU is 15.0 % beyond its threshold of 80 %". */
  readonly reason: string;
  /** The busiest process that was reported, such as "postgres (61 %)". */
  readonly topProcess: string | null;
}

/**
 * What to do, each with its reason: the producer's own advice as it is, else by rule from what was measured or what the
 * application said. Nothing for a signal that says neither.
 */
export function recommendationsFor(signal: Signal): readonly string[] {
  if (signal.recommendations.length > 0) return signal.recommendations;
  const { metric, value, threshold } = signal;
  const advice =
    metric === undefined || value === null || threshold === null
      ? applicationAdvice(signal)
      : adviceByKind[readMetricName(metric).kind](measurementOf(signal, { metric, threshold }));
  return advice.map(({ text, because }) => `${text.replace(/\.$/, "")} (because ${because}).`);
}

function measurementOf(
  signal: Signal,
  { metric, threshold }: { readonly metric: string; readonly threshold: number },
): Measurement {
  const { subject, unit, percentile } = readMetricName(metric);
  const { endpoint, percentile: given } = signal.details;
  const beyond = percentBeyond(signal);
  return {
    subject,
    resource: signal.labels["resource"] || null,
    endpoint: typeof endpoint === "string" && endpoint !== "" ? endpoint : null,
    percentile: typeof given === "string" && given !== "" ? given.replace(/^p/i, "") : percentile,
    beyond,
    reason: reasonOf(subject, beyond, writeValue(threshold, unit)),
    topProcess: topProcessOf(signal.details["top_processes"]),
  };
}

function reasonOf(subject: string, beyond: number | null, threshold: string): string {
  if (beyond === null) return `${subject} crossed its threshold of ${threshold}`;
  if (beyond === 0) return `${subject} was reported with a threshold of ${threshold}, and is not beyond it`;
  return `${subject} is ${beyond.toFixed(1)} % beyond its threshold of ${threshold}`;
}
