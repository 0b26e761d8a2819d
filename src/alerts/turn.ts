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
 * When a notification's turn may come, `null` for now: what was decided earlier about the same alert for the same
 * channel goes first, also a try under way of one that was withdrawn, so that the last word a channel hears is the
 * newest.
 */
export async function blockedUntil(
  outbox: Pick<OutboxRecords, "list" | "attempts">,
  notification: Notification,
  now: number,
): Promise<number | null> {
  const times: number[] = [];
  for (const earlier of await earlierOnes(outbox, notification)) {
    if (waits(earlier)) times.push(Math.max(earlier.dueAt ?? 0, now + lookAgainMs));
    else if (await isUnderWay(outbox, earlier, now)) times.push(now + lookAgainMs);
  }
  return times.length === 0 ? null : Math.max(...times);
}

async function earlierOnes(
  outbox: Pick<OutboxRecords, "list">,
  { id, alertIds, channel, createdAt }: Notification,
): Promise<Notification[]> {
  const about = await Promise.all(alertIds.map((alertId) => outbox.list({ alertId, limit: 1_000 })));
  return about
    .flat()
    .filter((other) => other.id !== id && other.channel === channel && other.createdAt < createdAt);
}

async function isUnderWay(
  outbox: Pick<OutboxRecords, "attempts">,
  { id, status }: Notification,
  now: number,
): Promise<boolean> {
  if (status !== "suppressed") return false;
  const last = (await outbox.attempts(id)).at(-1);
  return last !== undefined && last.endedAt === null && now - last.at < longestTryMs;
}
