import { canonicalJson, type Json } from "../lib/canonical-json.ts";
import { type Labels, standardLabels } from "../model/labels.ts";
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
  detailLength: 32 * 1024,
  detailsBytes: 256 * 1024,
  advice: 50,
};

/** The signal within its limits. Labels beyond the limit go by name, so that equal signals stay equal. */
const standard: ReadonlySet<string> = new Set([...standardLabels, "resource"]);

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

/** Where there are too many, those that every signal has stay: routes, silences and ends go by them. */
function boundLabels(labels: Labels): Labels {
  const rank = (name: string): number => (standard.has(name) ? 0 : 1);
  const entries = Object.entries(labels).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(
    entries
      .slice(0, limits.labels)
      .map(([name, value]) => [clip(name, limits.labelLength), clip(value, limits.labelLength)]),
  );
}

/** Long texts are cut first; where that is not enough, the largest parts go, and each says so in its place. */
function boundDetails(details: Signal["details"]): Signal["details"] {
  if (bytesOf(details) <= limits.detailsBytes) return details;
  const bounded: Record<string, Json> = {};
  for (const [key, value] of Object.entries(details))
    bounded[clip(key, limits.labelLength)] =
      typeof value === "string" ? clip(value, limits.detailLength) : value;
  let bytes = bytesOf(bounded);
  const bySize = Object.entries(bounded).map(([key, value]) => ({ key, size: bytesOf(value) }));
  for (const { key, size } of bySize.sort((one, other) => other.size - one.size).slice(0, 20)) {
    if (bytes <= limits.detailsBytes) break;
    const note = `[cut: ${size} bytes]`;
    bytes += bytesOf(note) - size;
    bounded[key] = note;
  }
  if (bytes <= limits.detailsBytes) return bounded;
  return {
    cut: `The details were ${bytesOf(details)} bytes, more than the ${limits.detailsBytes} that are kept.`,
  };
}

function bytesOf(json: Json): number {
  return Buffer.byteLength(canonicalJson(json), "utf8");
}

/** The text within its limit, with a note of how long it was. */
function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const note = length < 1_000 ? "…" : `… [cut: ${text.length} characters]`;
  // A surrogate pair cut in two would be no valid text any more.
  return `${text.slice(0, length - note.length).replace(/[\ud800-\udbff]$/, "")}${note}`;
}
