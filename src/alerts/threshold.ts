import type { Signal } from "../model/signal.ts";

type Measured = Pick<Signal, "value" | "threshold">;

/** How far a value is over its threshold (below: negative), in percent of it; `null` where that can't be said. */
export function percentOver({ value, threshold }: Measured): number | null {
  if (value === null || threshold === null || threshold === 0) return null;
  return ((value - threshold) / Math.abs(threshold)) * 100;
}

/**
 * What a threshold signal says when its producer said nothing: title `High CPU usage - web-1`, message
 * `CPU is at 92 % (threshold: 80 %, exceeded by 15.0 %)`. `null` for a signal without metric, value and threshold.
 */
export function thresholdText(signal: Signal): { readonly title: string; readonly message: string } | null {
  const { metric, value, threshold } = signal;
  if (metric === undefined || value === null || threshold === null) return null;
  const { subject, unit } = readMetric(metric);
  const low = value < threshold;
  const resource = signal.labels["resource"] ? ` - ${signal.labels["resource"]}` : "";
  const title = `${low ? "Low" : "High"} ${subject}${unit === "%" ? " usage" : ""}${resource}`;
  const percentile = signal.details["percentile"];
  const at = typeof percentile === "string" && percentile !== "" ? ` ${percentileName(percentile)}` : "";
  const message = `${sentence(subject)}${at} is at ${measure(value, unit)} (threshold: ${measure(threshold, unit)}, ${distance(signal)})`;
  return { title, message };
}

function distance(signal: Measured): string {
  const over = percentOver(signal);
  if (over === null) return "exceeded";
  return `${over < 0 ? "below it" : "exceeded"} by ${Math.abs(over).toFixed(1)} %`;
}

function percentileName(text: string): string {
  return `P${text.replace(/^p/i, "")}`;
}

const units: Readonly<Record<string, string>> = {
  percent: "%",
  seconds: "s",
  milliseconds: "ms",
  ms: "ms",
  bytes: "B",
  mb: "MB",
  gb: "GB",
};

const acronyms: ReadonlySet<string> = new Set(["cpu", "api", "io", "sql", "http", "db", "rss", "gc"]);

/** `cpu_percent` is "CPU" in "%", `api_response_time_ms` is "API response time" in "ms". */
function readMetric(metric: string): { readonly subject: string; readonly unit: string } {
  const words = metric.split(/[_\s.-]+/).filter((word) => word !== "");
  const unit = words.length > 1 ? units[words.at(-1)?.toLowerCase() ?? ""] : undefined;
  const named = unit === undefined ? words : words.slice(0, -1);
  const subject = named
    .map((word) => (acronyms.has(word.toLowerCase()) ? word.toUpperCase() : word))
    .join(" ");
  return { subject: subject || metric, unit: unit ?? "" };
}

function measure(value: number, unit: string): string {
  const number = Number.isInteger(value) ? String(value) : String(Number(value.toFixed(3)));
  return unit === "" ? number : `${number} ${unit}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
