import type { Notification } from "../../model/alert.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import type { NotificationFilter, OutboxRepository } from "../store.ts";
import type { NotificationAlertRow, NotificationRow } from "../tables/alerts.ts";
import type { Database } from "../tables.ts";
import { inPieces } from "./many.ts";
import {
  notificationColumns,
  toAttempt,
  toAttemptRow,
  toNotification,
  toNotificationRow,
} from "./notification-rows.ts";
import { outboxBatches } from "./outbox-batches.ts";
import { outboxDelivery } from "./outbox-delivery.ts";
import { defaultLimit, endOfPrefix, isOneOf, prefixLimit, type Queries } from "./queries.ts";

type Claim = Parameters<OutboxRepository["claimDue"]>[0];

/** Statuses that still want a try. */
const waiting = ["pending", "failed"];

export function outboxRepository({ dialect, read, write }: Queries): OutboxRepository {
  return {
    add: (notification) => write((db) => addAll(db, dialect, [notification])),
    addAll: (notifications) => write((db) => addAll(db, dialect, notifications)),
    get: (id) =>
      read(async (db) => {
        const row = await db.selectFrom("notifications").selectAll().where("id", "=", id).executeTakeFirst();
        return row === undefined ? null : toNotification(row);
      }),
    getMany: (ids) =>
      read(async (db) => {
        const rows = await inPieces(ids, (piece) =>
          db.selectFrom("notifications").selectAll().where("id", "in", piece).execute(),
        );
        return rows.map(toNotification);
      }),
    findByPrefix: (prefix) =>
      read(async (db) => {
        const query = db.selectFrom("notifications").selectAll().where("id", ">=", prefix);
        const found = query.where("id", "<", endOfPrefix(prefix)).orderBy("id").limit(prefixLimit);
        return (await found.execute()).map(toNotification);
      }),
    list: (filter) => read(async (db) => (await filtered(db, filter).execute()).map(toNotification)),
    claimDue: (claim) => write((db) => claimDue(db, dialect, claim)),
    settle: (id, { status, reason, dueAt }) =>
      write(async (db) => {
        const outcome = { status, reason, due_at: dueAt, claimed_by: null, claimed_until: null };
        await db.updateTable("notifications").set(outcome).where("id", "=", id).execute();
      }),
    saveAttempt: (attempt) =>
      write(async (db) => {
        const row = toAttemptRow(attempt);
        await db
          .insertInto("delivery_attempts")
          .values(row)
          .onConflict((conflict) => conflict.columns(["notification_id", "number"]).doUpdateSet(row))
          .execute();
      }),
    attempts: (notificationId) =>
      read(async (db) => {
        const query = db
          .selectFrom("delivery_attempts")
          .selectAll()
          .where("notification_id", "=", notificationId);
        return (await query.orderBy("number").execute()).map(toAttempt);
      }),
    ...outboxBatches({ dialect, read, write }),
    ...outboxDelivery({ dialect, read, write }),
    oldestPendingAt: () =>
      read(async (db) => {
        const oldest = db.selectFrom("notifications").select(({ fn }) => fn.min("created_at").as("at"));
        return (await oldest.where("status", "in", waiting).executeTakeFirst())?.at ?? null;
      }),
  };
}

async function addAll(db: Database, dialect: Dialect, notifications: readonly Notification[]): Promise<void> {
  await bulkInsert<NotificationRow>(db, dialect, {
    table: "notifications",
    columns: notificationColumns,
    key: ["id"],
    rows: notifications.map(toNotificationRow),
  });
  await bulkInsert<NotificationAlertRow>(db, dialect, {
    table: "notification_alerts",
    columns: ["notification_id", "alert_id"],
    key: ["alert_id", "notification_id"],
    rows: notifications.flatMap(({ id, alertIds }) =>
      alertIds.map((alertId) => ({ notification_id: id, alert_id: alertId })),
    ),
  });
}

function filtered(db: Database, { alertId, statuses, limit }: NotificationFilter) {
  let query = db.selectFrom("notifications").selectAll();
  if (statuses !== undefined) query = query.where(isOneOf("status", statuses));
  if (alertId !== undefined) {
    const ofAlert = db.selectFrom("notification_alerts").select("notification_id");
    query = query.where("id", "in", ofAlert.where("alert_id", "=", alertId));
  }
  return query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit ?? defaultLimit);
}

/** One statement, so that two who claim at once never get the same notification. */
async function claimDue(db: Database, dialect: Dialect, claim: Claim): Promise<Notification[]> {
  const due = db
    .selectFrom("notifications")
    .select("id")
    .where("status", "in", waiting)
    .where("due_at", "<=", claim.now)
    .$if(claim.channel !== undefined, (query) => query.where("channel", "=", claim.channel ?? ""))
    .where(({ or, eb }) => or([eb("claimed_until", "is", null), eb("claimed_until", "<=", claim.now)]))
    .orderBy("created_at")
    .orderBy("id")
    .limit(claim.limit)
    .$if(dialect.locksRows, (query) => query.forUpdate().skipLocked());
  const rows = await db
    .updateTable("notifications")
    .set({ claimed_by: claim.holder, claimed_until: claim.until })
    .where("id", "in", due)
    .returningAll()
    .execute();
  return rows.map(toNotification).sort(byAge);
}

function byAge(one: Notification, other: Notification): number {
  return one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1);
}
