import type { StreamClaim } from "../model/run.ts";

/** What tap and target said in several attempts, added up stream by stream. */
export function sumClaims(earlier: readonly StreamClaim[], now: readonly StreamClaim[]): StreamClaim[] {
  const sums = new Map<string, StreamClaim>();
  for (const claim of [...earlier, ...now]) {
    const key = `${claim.side} ${claim.stream}`;
    sums.set(key, { ...claim, records: (sums.get(key)?.records ?? 0) + claim.records });
  }
  return [...sums.values()];
}
