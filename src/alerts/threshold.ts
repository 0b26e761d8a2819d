import type { Signal } from "../model/signal.ts";
import { badSideOf } from "./wording/metric-kind.ts";
import { type MetricName, readMetricName } from "./wording/metric-name.ts";
import { writeValue } from "./wording/value.ts";

type Measured = Pick<Signal, "value" | "threshold">;

/** How far a value is over its threshold (below: negative), in percent of it; `null` where that can't be said. */
export function percentOver({ value, threshold }: Measured): number | null {
  if (value === null || threshold === null || threshold === 0) return null;
  const percent = ((value - threshold) / Math.abs(threshold)) * 100;
  return Number.isFinite(percent) ? percent : null;
}

/**
 * How far a value is beyond its threshold on the side that is bad for what it measures, in percent of the threshold; 0
 * on the good side. Where the metric's name doesn't tell the side, either counts: somebody thought it worth a signal.
 */
export function percentBeyond(signal: Pick<Signal, "metric" | "value" | "threshold">): number | null {
  const over = percentOver(signal);
  if (over === null) return null;
  const side = badSide(signal.metric);
  if (side === null) return Math.abs(over);
  return Math.max(0, side === "above" ? over : -over);
}

/**
 * What a threshold signal says when its producer said nothing: title `High CPU usage - web-1`, message
 * `CPU is at 92 % (threshold: 80 %, exceeded by 15.0 %)`. `null` for a signal without metric, value and threshold.
 */
export function thresholdText(signal: Signal): { readonly title: string; readonly message: string } | null {
  const { metric, value, threshold } = signal;
  if (metric === undefined || value === null || threshold === null) return null;
  const name = readMetricName(metric);
  const percentile = givenPercentile(signal) ?? name.percentile;
  const resource = signal.labels["resource"] ? ` - ${signal.labels["resource"]}` : "";
  const at = percentile === null ? "" : ` P${percentile}`;
  const shown = (number: number): string => writeValue(number, unitOf(name, signal));
  return {
    title: `${value < threshold ? "Low" : "High"} ${name.titleSubject}${resource}`,
    message: `${sentence(name.subject)}${at} is at ${shown(value)} (threshold: ${shown(threshold)}, ${distance(signal)})`,
  };
}

function badSide(metric: string | undefined) {
  if (metric === undefined) return null;
  const { kind, subject } = readMetricName(metric);
  return badSideOf(kind, subject);
}

/**
 * "exceeded by" is said of what is beyond a limit above; what lies under one is "below it by", and what lies over a floor,
 * where over is good, "above it by".
 */
function distance({ metric, value, threshold }: Signal): string {
  const over = percentOver({ value, threshold });
  if (over === null) return value === threshold ? "reached" : Number(value) > 0 ? "exceeded" : "below it";
  if (over === 0) return "reached";
  const text = `by ${Math.abs(over).toFixed(1)} %`;
  if (over < 0) return `below it ${text}`;
  return badSide(metric) === "below" ? `above it ${text}` : `exceeded ${text}`;
}

function givenPercentile({ details }: Signal): string | null {
  const { percentile } = details;
  if (typeof percentile === "number") return String(percentile);
  if (typeof percentile !== "string") return null;
  return percentile.replace(/^p/i, "") || null;
}

/**
 * The unit of the metric's name. A rate of hits or successes, or a utilisation, above 1 and up to 100 can only be percent;
 * up to 1 it might be a fraction, so nothing is said.
 */
function unitOf({ unit, kind, subject }: MetricName, { metric = "", value, threshold }: Signal): string {
  if (unit !== "" || value === null || threshold === null) return unit;
  const isRate = (kind === "cache_hits" || kind === "success") && /\b(?:rate|ratio)$/.test(subject);
  const isUse = /utili[sz]ation$/.test(metric) || (kind === "cpu" && metric.endsWith("usage"));
  const largest = Math.max(value, threshold);
  const likePercent = largest > 1 && largest <= 100 && Math.min(value, threshold) >= 0;
  return (isRate || isUse) && likePercent ? "%" : "";
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
