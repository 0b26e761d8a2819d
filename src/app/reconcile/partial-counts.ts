import type { Comparison, Difference } from "./compare-sides.ts";

const batchText = "Its records may have come in BATCH files, which nobody counts here.";

/**
 * The counts of several attempts together. Where they fit, they fit. Where they don't, an end of an attempt that broke off may not
 * have said all of it; but no target reads what was never forwarded, and what the mapper itself counted fits whatever broke off.
 */
export function ofAttempts(comparison: Comparison, why: string): Comparison {
  return keeping(
    comparison,
    why,
    ({ side, says }) => side === "mapper" || (side === "target" && says === "more"),
  );
}

/** Counts of the records beside those in BATCH files: an end may have counted more, and never less. */
export function besideBatches(comparison: Comparison): Comparison {
  const kept = keeping(comparison, batchText, ({ side, says }) => side === "mapper" || says === "less");
  return kept.equal === true ? { ...kept, equal: null, unknown: [batchText], looked: false } : kept;
}

/** Of the differences only those that prove something; where none does, nothing was compared. */
function keeping(
  comparison: Comparison,
  why: string,
  proves: (difference: Difference) => boolean,
): Comparison {
  if (comparison.equal === true) return comparison;
  const differences = comparison.differences.filter(proves);
  const unknown = [why, ...comparison.unknown];
  return {
    equal: differences.length > 0 ? false : null,
    differences,
    unknown,
    looked: differences.length > 0,
  };
}
