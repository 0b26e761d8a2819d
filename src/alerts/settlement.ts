import type { DeliveryResult } from "../channels/channel.ts";
import type { Notification } from "../model/alert.ts";
import { giveUpAfterMs, retryDelayMs } from "./backoff.ts";
import type { Settlement } from "./ports.ts";

interface Tried {
  readonly notification: Notification;
  readonly result: DeliveryResult;
  /** The number of this try, from 1. */
  readonly number: number;
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * What becomes of a notification after a try. A notification that was withdrawn while the try was under way stays
 * withdrawn unless it arrived all the same. After three days it is given up; a wish to wait beyond that is cut to
 * it, for one last try.
 */
export function settlementOf({ notification, result, number, now, random }: Tried): Settlement {
  const { reason, createdAt, status } = notification;
  if (result.kind === "accepted") return { status: "accepted", reason, dueAt: null };
  if (status === "suppressed") return { status, reason, dueAt: null };
  if (result.kind === "dead") return { status: "dead", reason: result.error, dueAt: null };
  const end = createdAt + giveUpAfterMs;
  if (now >= end)
    return { status: "dead", reason: `given up after three days: ${result.error}`, dueAt: null };
  const dueAt = Math.min(now + retryDelayMs(number, result.retryAfterMs, random), end);
  return { status: "failed", reason, dueAt };
}
