import type { Labels } from "../../model/labels.ts";
import { percentileOf } from "./aggregate.ts";

/** A rule that history proposes, and how often it would have fired. */
export interface Suggestion {
  readonly metric: string;
  readonly labels: Labels;
  readonly samples: number;
  readonly p95: number;
  /** P95 and a fifth more. */
  readonly threshold: number;
  /** How often the metric went over it: a stay above counts once. */
  readonly wouldHaveFired: number;
}

/** Fewer samples say nothing of what is usual. */
const fewestSamples = 10;

/** Proposes a threshold for one series, oldest sample first; `null` where too little is known. */
export function suggest(
  metric: string,
  labels: Labels,
  samples: readonly { readonly value: number }[],
): Suggestion | null {
  if (samples.length < fewestSamples) return null;
  const values = samples.map(({ value }) => value);
  const p95 = percentileOf(Float64Array.from(values).sort(), 95);
  const threshold = rounded(p95 + Math.abs(p95) * 0.2);
  return {
    metric,
    labels,
    samples: values.length,
    p95,
    threshold,
    wouldHaveFired: crossings(values, threshold),
  };
}

function crossings(values: readonly number[], threshold: number): number {
  return values.filter((value, at) => value > threshold && !((values[at - 1] ?? threshold) > threshold))
    .length;
}

/** Three digits: nobody means more. Rounded up, so that it is never less than proposed. */
function rounded(value: number): number {
  if (value === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  return Number((Math.ceil(value / step) * step).toPrecision(12));
}
