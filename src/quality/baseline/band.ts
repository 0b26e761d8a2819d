import { deviationsPerMad, median, medianDeviation } from "./robust.ts";
import { fromScale, leastSpread, type Scale, spreadFloor, toScale } from "./scale.ts";

/** What a value usually is, and how far it may be away from that. */
export interface Band {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How many values it was made of. */
  readonly points: number;
}

export interface BandRule {
  readonly scale: Scale;
  /** How many spreads away from the median are still usual. */
  readonly sensitivity: number;
  /** The least spread as a share of the median; 0.1. */
  readonly floor?: number;
  /** No wider than a band of so many values, however few there are. */
  readonly asWideAs?: number;
}

/** Few points know little: of three the band is twice as wide, of twenty a seventh wider. */
function widening(points: number): number {
  return 1 + 3 / points;
}

/** Median ± sensitivity × spread, where the spread is the scaled median deviation, or its floor. `null` of no values. */
export function bandOf(values: readonly number[], rule: BandRule): Band | null {
  if (values.length === 0) return null;
  const { scale, sensitivity, floor = spreadFloor, asWideAs = 1 } = rule;
  const scaled = values.map((value) => toScale(value, scale));
  const center = median(scaled);
  const spread = Math.max(
    medianDeviation(scaled, center) * deviationsPerMad,
    leastSpread(center, scale, floor),
  );
  const reach = sensitivity * spread * widening(Math.max(values.length, asWideAs));
  return {
    median: fromScale(center, scale),
    low: fromScale(center - reach, scale),
    high: fromScale(center + reach, scale),
    points: values.length,
  };
}

export function isWithin({ low, high }: Band, value: number): boolean {
  // A little slack for what the way there and back through a logarithm costs.
  const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  return value >= low - slack && value <= high + slack;
}
