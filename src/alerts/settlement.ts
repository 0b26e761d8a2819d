import type { DeliveryResult } from "../channels/channel.ts";
import type { DeliveryAttempt, Notification } from "../model/alert.ts";
import type { Settlement } from "../model/alerting-records.ts";
import { giveUpAfterMs, retryDelayMs } from "./backoff.ts";
import { recipientsOf, refusedAmong } from "./recipients.ts";

interface Tried {
  readonly notification: Notification;
  readonly result: DeliveryResult;
  /** The number of this try, from 1. */
  readonly number: number;
  /** The tries before it. */
  readonly before: readonly DeliveryAttempt[];
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * What becomes of a notification after a try. A notification that was withdrawn while the try was under way stays
 * withdrawn unless it arrived all the same. After three days it is given up; a wish to wait beyond that is cut to
 * it, for one last try. One that some recipients got and others never will has arrived, and says who did not get it.
 */
export function settlementOf(tried: Tried): Settlement {
  const { notification, result, number, now, random } = tried;
  const { reason, createdAt, status } = notification;
  const refused = refusedBy(tried);
  if (result.kind === "accepted") return { status: "accepted", reason: refused ?? reason, dueAt: null };
  if (result.kind === "dead" && refused !== null) return { status: "accepted", reason: refused, dueAt: null };
  if (status === "suppressed") return { status, reason, dueAt: null };
  if (result.kind === "dead") return { status: "dead", reason: result.error, dueAt: null };
  const end = createdAt + giveUpAfterMs;
  if (now >= end) {
    const given = `given up after three days: ${result.error}`;
    return refused === null
      ? { status: "dead", reason: given, dueAt: null }
      : { status: "accepted", reason: `${refused}; the others ${given}`, dueAt: null };
  }
  const dueAt = Math.min(now + retryDelayMs(number, result.retryAfterMs, random), end);
  return { status: "failed", reason, dueAt };
}

/** Who was refused while others were told, over all tries; `null` where nobody was. */
export function refusedBy({ before, result }: Pick<Tried, "before" | "result">): string | null {
  return refusedAmong(recipientsOf([...before, { recipients: result.recipients ?? [] }]));
}
