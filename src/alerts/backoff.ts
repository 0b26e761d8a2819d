const firstMs = 5_000;
const longestMs = 15 * 60_000;
const shortestMs = 1_000;

/** After this long a notification that nobody took is given up. */
export const giveUpAfterMs = 3 * 24 * 3_600_000;

/**
 * When to try again after try number `tries` (from 1): exponential with full jitter, from AWS's "Exponential Backoff
 * And Jitter", up to 15 minutes, and never before the other side's own wish. `random` is in [0, 1).
 */
export function retryDelayMs(tries: number, retryAfterMs: number | null, random: number): number {
  const window = Math.min(longestMs, firstMs * 2 ** Math.min(tries - 1, 20));
  return Math.max(shortestMs, Math.ceil(random * window), retryAfterMs ?? 0);
}
