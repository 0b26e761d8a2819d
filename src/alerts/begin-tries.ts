import type { DeliveryAttempt, Notification } from "../model/alert.ts";
import type { Pass } from "./deliver.ts";
import type { AlertTransaction } from "./ports.ts";
import { recipientsLeft } from "./recipients.ts";
import { blockedUntil, waits } from "./turn.ts";

/** A try that is written down and may be made. */
export interface Try {
  readonly notification: Notification;
  readonly attempt: DeliveryAttempt;
  /** The tries before it. */
  readonly before: readonly DeliveryAttempt[];
  /** Who is still to be told; `null` for everybody. */
  readonly recipients: readonly string[] | null;
  /** The other side's id of the first message about the same alert. */
  readonly thread: string | null;
}

/** Writes down, in one transaction, that tries begin (other channels may share it); leaves out what was withdrawn meanwhile or is not in its turn. */
export async function beginTries(claimed: readonly Notification[], pass: Pass): Promise<Try[]> {
  if (claimed.length === 0) return [];
  return pass.writes.write((tx) => begin(tx, claimed, pass));
}

/** Gives notifications back untried. */
export async function putBack(
  notifications: readonly Notification[],
  pass: Pass,
  dueAt: number | null,
): Promise<void> {
  await pass.writes.write(async ({ outbox }) => {
    for (const current of await outbox.getMany(notifications.map(({ id }) => id)))
      if (waits(current))
        await outbox.settle(current.id, {
          status: current.status,
          reason: current.reason,
          dueAt: dueAt ?? current.dueAt,
        });
  });
  pass.counts.putBack += notifications.length;
}

async function begin(
  { outbox }: AlertTransaction,
  claimed: readonly Notification[],
  pass: Pass,
): Promise<Try[]> {
  const now = pass.clock.now();
  const current = (await outbox.getMany(claimed.map(({ id }) => id))).filter(waits);
  const blocked = await blockedUntil(outbox, current, now);
  const free: Notification[] = [];
  for (const notification of current) {
    const later = pass.stop.aborted ? now : blocked.get(notification.id);
    if (later === undefined) free.push(notification);
    else {
      pass.counts.putBack += 1;
      const { status, reason } = notification;
      await outbox.settle(notification.id, { status, reason, dueAt: later });
    }
  }
  if (free.length === 0) return [];
  const attempts = Map.groupBy(
    await outbox.attemptsOf(free.map(({ id }) => id)),
    ({ notificationId }) => notificationId,
  );
  const threads = await threadsOf(outbox, free);
  const tries = free.map((notification) =>
    tryOf(notification, { before: attempts.get(notification.id) ?? [], threads, now }),
  );
  for (const { attempt } of tries) await outbox.saveAttempt(attempt);
  return tries;
}

/** All that is claimed together is for one channel. */
async function threadsOf(
  outbox: AlertTransaction["outbox"],
  notifications: readonly Notification[],
): Promise<ReadonlyMap<string, string>> {
  const channel = notifications[0]?.channel ?? "";
  return outbox.firstVendorIds(
    channel,
    notifications.flatMap(({ alertIds }) => alertIds.slice(0, 1)),
  );
}

function tryOf(
  notification: Notification,
  {
    before,
    threads,
    now,
  }: {
    readonly before: readonly DeliveryAttempt[];
    readonly threads: ReadonlyMap<string, string>;
    readonly now: number;
  },
): Try {
  const attempt: DeliveryAttempt = {
    notificationId: notification.id,
    number: (before.at(-1)?.number ?? 0) + 1,
    at: now,
    endedAt: null,
    statusCode: null,
    error: null,
    vendorId: null,
    recipients: [],
  };
  const thread = threads.get(notification.alertIds[0] ?? "") ?? null;
  return { notification, attempt, before, recipients: recipientsLeft(before), thread };
}
