import { giveUpAfterMs, retryDelayMs } from "../../alerts/backoff.ts";
import type { DeliveryResult } from "../../channels/index.ts";
import type { LineageDelivery } from "../../model/lineage-event.ts";

/**
 * What becomes of a delivery by its last try. A server that is away is waited for as long as the run is kept; an event that a
 * server answers with an error for three days is given up, since it may be the event.
 */
export function afterTry(
  delivery: LineageDelivery,
  result: DeliveryResult,
  { now, happenedAt, random }: { readonly now: number; readonly happenedAt: number; readonly random: number },
): LineageDelivery {
  const tries = delivery.tries + 1;
  const settled = { ...delivery, tries, dueAt: null, settledAt: now };
  if (result.kind === "accepted") return { ...settled, status: "delivered", error: null };
  const isHopeless = result.statusCode !== null && now - happenedAt > giveUpAfterMs;
  if (result.kind === "dead" || isHopeless) return { ...settled, status: "dead", error: result.error };
  const dueAt = now + retryDelayMs(tries, result.retryAfterMs, random);
  return { ...delivery, tries, status: "pending", dueAt, error: result.error };
}
