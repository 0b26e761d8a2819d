import { canonicalJson } from "../lib/canonical-json.ts";
import type { Labels } from "./labels.ts";

/** One measurement: a metric with its labels at a time. Times are milliseconds since the epoch, durations seconds. */
export interface Sample {
  readonly metric: string;
  readonly labels: Labels;
  readonly at: number;
  readonly value: number;
}

/** The key of a set of labels: equal sets have equal text, and an empty label equals a missing one. */
export function labelsKey(labels: Labels): string {
  return canonicalJson(Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== "")));
}
