/**
 * How values of a metric are compared. Counts (records, bytes, seconds, distinct values) differ by factors: half is as far
 * away as double. Percents and plain values differ by amounts.
 */
export type Scale = "count" | "percent" | "plain";

/** The value as it is compared, and back. */
export function toScale(value: number, scale: Scale): number {
  return scale === "count" ? Math.log1p(Math.max(0, value)) : value;
}

export function fromScale(value: number, scale: Scale): number {
  if (scale === "count") return Math.max(0, Math.expm1(value));
  return scale === "percent" ? Math.min(100, Math.max(0, value)) : value;
}

/** A tenth of the median. With half of that ±15 % of plain noise cries wolf: see `bench/quality/false-alarms.ts`. */
export const spreadFloor = 0.1;

/**
 * The least spread that is believed, so that a constant history doesn't make every change an alarm, and none of them
 * silent. Small counts jump by chance (three records, then six), so theirs is wider; a percent has at least one point.
 */
export function leastSpread(center: number, scale: Scale, floor: number = spreadFloor): number {
  if (scale === "count") return Math.max(Math.log1p(floor), 1 / Math.sqrt(1 + Math.expm1(center)));
  const share = Math.abs(center) * floor;
  return scale === "percent" ? Math.max(share, 1) : share;
}
