import type { DeliveryResult } from "../channels/channel.ts";
import type { ChannelState } from "../model/alerting.ts";

/** So many tries in a row that failed for now open the circuit. */
const failuresToOpen = 5;
const firstRestMs = 30_000;
const longestRestMs = 15 * 60_000;
/** The other side's own wish is followed for a whole channel up to here; each message follows all of it. */
const longestWishMs = 3_600_000;

/**
 * How a channel stands after a try: after several failures in a row, or where the other side asks to be left alone, it
 * rests, and then one message tries first. `null` is a channel without trouble. A refusal is an answer: no trouble.
 */
export function afterTry(
  channel: string,
  before: ChannelState | null,
  { result, now }: { readonly result: DeliveryResult; readonly now: number },
): ChannelState | null {
  if (result.kind !== "failed") return null;
  const failures = (before?.failures ?? 0) + 1;
  const wish = result.retryAfterMs === null ? 0 : Math.min(result.retryAfterMs, longestWishMs);
  const over = failures - failuresToOpen;
  const rest = over < 0 ? 0 : Math.min(longestRestMs, firstRestMs * 2 ** Math.min(over, 10));
  const restMs = Math.max(wish, rest);
  return { channel, failures, restsUntil: restMs === 0 ? null : now + restMs, reason: result.error };
}

/** Whether nothing is tried on a channel now. A clock that was put back does not make it rest for longer. */
export function rests(state: ChannelState | null, now: number): boolean {
  const until = state?.restsUntil ?? null;
  return until !== null && until > now && until - now <= longestWishMs;
}

/** Whether one message is to try before the others: the channel has rested, and nobody knows yet that it works. */
export function isOnTrial(state: ChannelState | null): boolean {
  return (state?.failures ?? 0) >= failuresToOpen;
}
