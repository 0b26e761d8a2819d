import { samplesKeptMs } from "../../alerts/rules/settings.ts";
import type { Store } from "../../store/index.ts";

const hoursKeptMs = 90 * 86_400_000;

/** Series-hours or -days that one pass rolls up; the next goes on. */
const atOnce = 2_000;

/**
 * Rolls old measurements up: single ones into hours after a week, hours into days after ninety, and days away after what
 * `retention.metrics` says; sooner where that is shorter.
 */
export async function rollUpMetrics(
  store: Store,
  { keptMs, now }: { readonly keptMs: number | null; readonly now: number },
): Promise<{ metrics_rolled_up: number }> {
  const kept = (most: number): number => now - Math.min(most, keptMs ?? most);
  const samples = await store.metrics.cutSamples(kept(samplesKeptMs), atOnce);
  const hours = await store.metrics.cutHours(kept(hoursKeptMs), atOnce);
  const days = keptMs === null ? { removed: 0 } : await store.metrics.cutDays(now - keptMs);
  return { metrics_rolled_up: samples.removed + hours.removed + days.removed };
}
