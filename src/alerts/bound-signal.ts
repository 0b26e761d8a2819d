import { canonicalJson, type Json } from "../lib/canonical-json.ts";
import type { Labels } from "../model/labels.ts";
import type { Signal } from "../model/signal.ts";

/**
 * The most a signal may carry; what is more is cut with a mark, so that one producer can't flood store and
 * channels.
 */
const limits = {
  title: 300,
  message: 10_000,
  labels: 64,
  labelLength: 1_024,
  detailsBytes: 256 * 1024,
  advice: 50,
};

/** The signal within its limits. Labels beyond the limit go by name, so that equal signals stay equal. */
export function boundSignal(signal: Signal): Signal {
  return {
    ...signal,
    name: clip(signal.name, limits.title),
    title: clip(signal.title, limits.title),
    message: clip(signal.message, limits.message),
    labels: boundLabels(signal.labels),
    annotations: boundLabels(signal.annotations),
    details: boundDetails(signal.details),
    recommendations: signal.recommendations
      .slice(0, limits.advice)
      .map((text) => clip(text, limits.labelLength)),
  };
}

function boundLabels(labels: Labels): Labels {
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries
      .slice(0, limits.labels)
      .map(([name, value]) => [clip(name, limits.labelLength), clip(value, limits.labelLength)]),
  );
}

function boundDetails(details: Signal["details"]): Signal["details"] {
  const bytes = Buffer.byteLength(canonicalJson(details as Json), "utf8");
  if (bytes <= limits.detailsBytes) return details;
  return { cut: `The details were ${bytes} bytes, more than the ${limits.detailsBytes} that are kept.` };
}

function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  // A surrogate pair cut in two would be no valid text any more.
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
