import type { Channel } from "../channels/channel.ts";
import { messageOf } from "../lib/errors.ts";
import type { DeliveryAttempt, Notification, Recipient } from "../model/alert.ts";
import { undeliveredSignal } from "./channel-health.ts";
import type { DeliveryOptions } from "./deliver.ts";
import { recipientsOf } from "./recipients.ts";
import { channelsToRefresh, refreshChannel } from "./refresh.ts";

/** What a look after what was sent found. */
export interface FollowedUp {
  readonly delivered: number;
  readonly undelivered: number;
  readonly refreshed: number;
}

/** After so long a vendor says no more of a message; it stays accepted, which is what is known. */
const asksForMs = 24 * 3_600_000;
const mostAsked = 200;

/**
 * Looks after what was sent: asks the vendors that can prove a delivery, tells through another channel what never
 * arrived, and says again what other systems would forget. What can't be asked now is asked by the next pass.
 */
export async function followUp(options: DeliveryOptions): Promise<FollowedUp> {
  const counts = { delivered: 0, undelivered: 0, refreshed: 0 };
  const stop = AbortSignal.any([options.signal, AbortSignal.timeout(options.deadlineMs)]);
  await Promise.all(
    [...options.channels.values()].map(async (channel) => {
      if (channel.confirm !== undefined) {
        const found = await confirmChannel(channel, options, stop);
        counts.delivered += found.delivered;
        counts.undelivered += found.undelivered;
      }
    }),
  );
  for (const channel of channelsToRefresh(options.channels))
    counts.refreshed += await refreshChannel(channel, options, stop);
  return counts;
}

async function confirmChannel(
  channel: Channel,
  options: DeliveryOptions,
  stop: AbortSignal,
): Promise<Pick<FollowedUp, "delivered" | "undelivered">> {
  const since = options.clock.now() - asksForMs;
  const accepted = await options.store.outbox.acceptedSince({
    channel: channel.name,
    since,
    limit: mostAsked,
  });
  const attempts = Map.groupBy(
    await options.store.outbox.attemptsOf(accepted.map(({ id }) => id)),
    ({ notificationId }) => notificationId,
  );
  const counts = { delivered: 0, undelivered: 0 };
  for (const notification of accepted) {
    if (stop.aborted) break;
    const tries = attempts.get(notification.id) ?? [];
    const status = await confirmOne(channel, { notification, attempts: tries }, { options, stop });
    if (status === "delivered" || status === "undelivered") counts[status] += 1;
  }
  return counts;
}

interface Asking {
  readonly options: DeliveryOptions;
  readonly stop: AbortSignal;
}

async function confirmOne(
  channel: Channel,
  {
    notification,
    attempts,
  }: { readonly notification: Notification; readonly attempts: readonly DeliveryAttempt[] },
  { options, stop }: Asking,
): Promise<Notification["status"]> {
  const known = recipientsOf(attempts);
  const open = known.filter(({ status, vendorId }) => status === "accepted" && vendorId);
  const last = attempts.at(-1);
  if (open.length === 0 || last === undefined) return "accepted";
  const answers = await ask(channel, open, stop);
  const news = answers.filter(({ status }) => status !== "accepted");
  if (news.length === 0) return "accepted";
  const all = recipientsOf([{ recipients: known }, { recipients: news }]);
  const status = statusOf(all);
  const text = status === "undelivered" ? undeliveredText(all) : null;
  const now = options.clock.now();
  await options.store.transaction(async (tx) => {
    await tx.outbox.saveAttempt({ ...last, recipients: all });
    if (status === "accepted") return;
    const reason = text ?? notification.reason;
    await tx.outbox.settle(notification.id, { status, reason, dueAt: null });
    const outcome = { at: now, labels: options.labels, error: text };
    await options.engine.process(tx, [undeliveredSignal(channel.name, outcome)], now);
  });
  return status;
}

/** What can't be asked is not known yet. */
async function ask(
  channel: Channel,
  recipients: readonly Recipient[],
  stop: AbortSignal,
): Promise<readonly Recipient[]> {
  try {
    return (await channel.confirm?.(recipients, { signal: stop })) ?? [];
  } catch (thrown) {
    return recipients.map((one) => ({ ...one, error: messageOf(thrown) }));
  }
}

/** Undelivered as soon as one recipient was not reached; delivered only when all were. */
function statusOf(recipients: readonly Recipient[]): "accepted" | "delivered" | "undelivered" {
  if (recipients.some(({ status }) => status === "undelivered" || status === "failed" || status === "dead"))
    return "undelivered";
  return recipients.every(({ status }) => status === "delivered") ? "delivered" : "accepted";
}

function undeliveredText(recipients: readonly Recipient[]): string {
  const names = recipients
    .filter(({ status }) => status !== "delivered" && status !== "accepted")
    .map(({ to, error }) => (error === null ? to : `${to} (${error})`));
  return `never reached ${names.join(", ")}`;
}
