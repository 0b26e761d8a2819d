import { multiply } from "../exact/arithmetic.ts";
import { compareDecimals, parseDecimal } from "../exact/decimal.ts";
import type { Threshold } from "./plan.ts";

/** What thresholds are judged by. */
export interface Tally {
  readonly violations: number;
  readonly breaking: number;
  readonly looked: number;
}

/** So many records must be seen before a share says anything during a run. */
const fewestForShare = 1000;

/**
 * Whether a threshold is reached: violations are at least that, and more than none. A share is judged at the end of a
 * segment once there were enough records, and at the end; never in between.
 */
export function isReached(threshold: Threshold, tally: Tally, at: "row" | "segment" | "end"): boolean {
  if ("count" in threshold) return tally.violations >= threshold.count;
  if ("breaking" in threshold) return tally.breaking >= threshold.breaking;
  if (tally.violations === 0 || at === "row") return false;
  if (at === "segment" && tally.looked < fewestForShare) return false;
  return isShareReached(threshold.percent, tally);
}

/** In whole numbers: 7 of 10,000 are 0.07 %, which doubles don't know. */
function isShareReached(
  { exact }: { readonly exact: NonNullable<ReturnType<typeof parseDecimal>> },
  { violations, looked }: Tally,
): boolean {
  const [found, all] = [parseDecimal(String(violations * 100)), parseDecimal(String(looked))];
  const allowed = all && multiply(exact, all);
  return found !== null && allowed !== null && compareDecimals(found, allowed) >= 0;
}
