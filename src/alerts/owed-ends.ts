import type { DeliveryAttempt, Notification } from "../model/alert.ts";
import type { OutboxRecords } from "./ports.ts";

/** How many dead notifications are looked through. */
const lookBack = 1_000;

/**
 * A channel that was told of a problem is owed its end. Where the channel refused the end for good and takes
 * notifications again (somebody mended it), the end gets one more chance, however late; a message that is refused a
 * second time is the fault itself.
 */
export async function reviveEnds(
  outbox: Pick<OutboxRecords, "list" | "attempts" | "settle">,
  { channel, now }: { readonly channel: string; readonly now: number },
): Promise<void> {
  const dead = await outbox.list({ statuses: ["dead"], limit: lookBack });
  for (const notification of dead.filter((one) => isEnd(one) && one.channel === channel)) {
    if (refusals(await outbox.attempts(notification.id)) > 1) continue;
    const reason = "the channel takes notifications again";
    await outbox.settle(notification.id, { status: "failed", reason, dueAt: now });
  }
}

function isEnd({ kind }: Notification): boolean {
  return kind === "resolved" || kind === "recovered";
}

/** Answers that said no; no answer and "not now" are none. */
function refusals(attempts: readonly DeliveryAttempt[]): number {
  return attempts.filter(
    ({ statusCode }) =>
      statusCode !== null && statusCode >= 300 && statusCode < 500 && ![408, 429].includes(statusCode),
  ).length;
}
