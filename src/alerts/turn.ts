import type { Notification } from "../model/alert.ts";
import type { OutboxRecords } from "./ports.ts";

/** How long a try that never wrote its end is believed to be under way. */
const longestTryMs = 60_000;
const lookAgainMs = 1_000;

/** Whether a notification still waits to be sent. */
export function waits({ status }: Pick<Notification, "status">): boolean {
  return status === "pending" || status === "failed";
}

/**
 * When the turn of notifications may come; those that are not in it may go now. What was decided earlier about the same
 * alert for the same channel goes first, also a try under way of one that was withdrawn, so that the last word a channel
 * hears is the newest.
 */
export async function blockedUntil(
  outbox: Pick<OutboxRecords, "earlierOnes" | "attemptsOf">,
  notifications: readonly Pick<Notification, "id">[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const pairs = await outbox.earlierOnes(notifications.map(({ id }) => id));
  const withdrawn = pairs.filter(({ earlier }) => !waits(earlier)).map(({ earlier }) => earlier.id);
  const underWay = await triesUnderWay(outbox, withdrawn, now);
  const blocked = new Map<string, number>();
  for (const { id, earlier } of pairs) {
    const until = waits(earlier)
      ? Math.max(earlier.dueAt ?? 0, now + lookAgainMs)
      : underWay.has(earlier.id)
        ? now + lookAgainMs
        : null;
    if (until !== null) blocked.set(id, Math.max(blocked.get(id) ?? 0, until));
  }
  return blocked;
}

async function triesUnderWay(
  outbox: Pick<OutboxRecords, "attemptsOf">,
  ids: readonly string[],
  now: number,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const last = new Map((await outbox.attemptsOf(ids)).map((attempt) => [attempt.notificationId, attempt]));
  const running = [...last.values()].filter(({ endedAt, at }) => endedAt === null && now - at < longestTryMs);
  return new Set(running.map(({ notificationId }) => notificationId));
}
