import { toTimestamp } from "../../lib/clock.ts";
import { UsageError } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Notification, NotificationStatus } from "../../model/alert.ts";
import { type NotificationDocument, notificationDocument } from "../../model/alert-document.ts";
import type { Store } from "../../store/index.ts";
import { createAlerting } from "../alerting.ts";
import { byPrefix, notFound, pickOne } from "../find-run.ts";
import type { OpenedProject } from "../open-project.ts";
import { authorOf } from "./author.ts";
import { deliverForMs } from "./deliver-for.ts";

/** A notification as `alerts deliveries list --json` prints it. */
export type DeliveryDocument = NotificationDocument & {
  readonly alert_id: string | null;
  readonly alert_ids: readonly string[];
  readonly title: string;
  readonly created_at: string;
  readonly due_at: string | null;
};

export interface DeliveryQuery {
  readonly statuses?: readonly NotificationStatus[];
  readonly channel?: string;
  readonly limit: number;
}

/** How many of the newest notifications are looked through for those of one channel. */
const lookBack = 10_000;

/** What was put in the outbox and how it went, newest first. */
export async function listDeliveries(store: Store, query: DeliveryQuery): Promise<DeliveryDocument[]> {
  const { statuses, channel, limit } = query;
  const found = await store.outbox.list({
    ...(statuses === undefined ? {} : { statuses }),
    limit: channel === undefined ? limit : lookBack,
  });
  const wanted = found.filter((one) => channel === undefined || one.channel === channel).slice(0, limit);
  const documents: DeliveryDocument[] = [];
  for (const notification of wanted) documents.push(await deliveryDocument(store, notification));
  return documents;
}

/**
 * Tries a notification once more now, whatever became of it, and answers how that went. Raises `USAGE` for one that
 * arrived, or that is not to be sent any more.
 */
export async function retryDelivery(
  project: OpenedProject,
  { id, by }: { readonly id: string; readonly by: string | null },
): Promise<DeliveryDocument> {
  const store = await project.store();
  const { id: found } = await findDelivery(store, id);
  const now = project.clock.now();
  const author = authorOf(by);
  await store.transaction(async (tx) => {
    const current = await tx.outbox.get(found);
    const refusal = current === null ? "It is not there any more." : refusalOf(current);
    if (current === null || refusal !== null)
      throw new UsageError({
        code: "USAGE",
        what: `Notification ${shortId(found)} can't be retried.`,
        why: refusal ?? "",
      });
    const reason = `tried again by ${author}`;
    await tx.outbox.settle(found, { status: "failed", reason, dueAt: now });
    for (const alertId of current.alertIds)
      await tx.alerts.appendEvent({
        alertId,
        at: now,
        kind: "delivery_retried",
        by: author,
        note: `to ${current.channel}`,
      });
  });
  await createAlerting(project).deliver(deliverForMs);
  const after = await store.outbox.get(found);
  if (after === null) throw notFound(`Notification ${shortId(found)} is gone.`, "See what is left.");
  return deliveryDocument(store, after);
}

async function findDelivery(store: Store, id: string): Promise<Notification> {
  if (id === "latest") {
    const [latest] = await store.outbox.list({ statuses: ["dead", "undelivered", "failed"], limit: 1 });
    if (latest !== undefined) return latest;
    throw notFound("No notification failed.", "See all with `pitchpipe alerts deliveries list`.");
  }
  const found = await byPrefix(id, (prefix) => store.outbox.findByPrefix(prefix));
  if (found.length > 0) return pickOne(found, "notification", id);
  throw notFound(
    `No notification has the id ${id}.`,
    "Take one (four characters or more) from `pitchpipe alerts deliveries list`.",
  );
}

function refusalOf({ status, reason }: Notification): string | null {
  if (status === "accepted" || status === "delivered") return "It arrived.";
  return status === "suppressed" ? `It was withdrawn: ${reason ?? "it is over"}.` : null;
}

async function deliveryDocument(store: Store, notification: Notification): Promise<DeliveryDocument> {
  const { alertIds, title, createdAt, dueAt } = notification;
  return {
    ...notificationDocument(notification, await store.outbox.attempts(notification.id)),
    alert_id: alertIds[0] ?? null,
    alert_ids: [...alertIds],
    title,
    created_at: toTimestamp(createdAt),
    due_at: toTimestamp(dueAt),
  };
}
