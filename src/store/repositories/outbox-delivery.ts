import type { DeliveryAttempt, Notification } from "../../model/alert.ts";
import type { OutboxDelivery } from "../../model/alerting-records.ts";
import type { Database } from "../tables.ts";
import { inPieces } from "./many.ts";
import { toAttempt, toNotification } from "./notification-rows.ts";
import { defaultLimit, type Queries } from "./queries.ts";

const waiting = ["pending", "failed"];
const closed = ["resolved", "expired"];

export function outboxDelivery({ read }: Queries): OutboxDelivery {
  return {
    dueChannels: (now) =>
      read(async (db) => {
        const query = db.selectFrom("notifications").select("channel").distinct();
        const rows = await query
          .where("status", "in", waiting)
          .where("due_at", "<=", now)
          .where(({ or, eb }) => or([eb("claimed_until", "is", null), eb("claimed_until", "<=", now)]))
          .orderBy("channel")
          .execute();
        return rows.map(({ channel }) => channel);
      }),
    attemptsOf: (ids) => read((db) => attemptsOf(db, ids)),
    earlierOnes: (ids) => read((db) => earlierOnes(db, ids)),
    firstVendorIds: (channel, alertIds) => read((db) => firstVendorIds(db, channel, alertIds)),
    acceptedSince: ({ channel, since, limit }) =>
      read(async (db) => {
        const query = db
          .selectFrom("notifications")
          .selectAll()
          .where("channel", "=", channel)
          .where("created_at", ">", since)
          .where("status", "=", "accepted");
        const rows = await query
          .orderBy("created_at", "desc")
          .limit(limit ?? defaultLimit)
          .execute();
        return rows.map(toNotification);
      }),
    openToldAt: (channel) =>
      read(async (db) => {
        const rows = await db
          .selectFrom("alerts as a")
          .innerJoin("notification_alerts as link", "link.alert_id", "a.id")
          .innerJoin("notifications as n", "n.id", "link.notification_id")
          .select("a.id")
          .distinct()
          .where("a.status", "not in", closed)
          .where("n.channel", "=", channel)
          .where("n.status", "in", ["accepted", "delivered"])
          .execute();
        return rows.map(({ id }) => id);
      }),
  };
}

async function attemptsOf(db: Database, ids: readonly string[]): Promise<DeliveryAttempt[]> {
  const rows = await inPieces(ids, (piece) =>
    db
      .selectFrom("delivery_attempts")
      .selectAll()
      .where("notification_id", "in", piece)
      .orderBy("notification_id")
      .orderBy("number")
      .execute(),
  );
  return rows.map(toAttempt);
}

/** What was decided earlier about the same alerts for the same channels, and may still be sent. */
async function earlierOnes(
  db: Database,
  ids: readonly string[],
): Promise<{ id: string; earlier: Pick<Notification, "id" | "status" | "dueAt"> }[]> {
  const rows = await inPieces(ids, (piece) =>
    db
      .selectFrom("notifications as n")
      .innerJoin("notification_alerts as mine", "mine.notification_id", "n.id")
      .innerJoin("notification_alerts as theirs", "theirs.alert_id", "mine.alert_id")
      .innerJoin("notifications as e", "e.id", "theirs.notification_id")
      .where("n.id", "in", piece)
      .whereRef("e.channel", "=", "n.channel")
      .whereRef("e.created_at", "<", "n.created_at")
      .where("e.status", "in", [...waiting, "suppressed"])
      .select(["n.id as id", "e.id as earlier_id", "e.status", "e.due_at"])
      .distinct()
      .execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    earlier: { id: row.earlier_id, status: row.status as Notification["status"], dueAt: row.due_at },
  }));
}

async function firstVendorIds(
  db: Database,
  channel: string,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await inPieces(alertIds, (piece) =>
    db
      .selectFrom("notification_alerts as link")
      .innerJoin("notifications as n", "n.id", "link.notification_id")
      .innerJoin("delivery_attempts as t", "t.notification_id", "n.id")
      .where("link.alert_id", "in", piece)
      .where("n.channel", "=", channel)
      .where("t.vendor_id", "is not", null)
      .select(["link.alert_id", "t.vendor_id"])
      .orderBy("t.at", "desc")
      .execute(),
  );
  // The oldest of each alert comes last and stays.
  return new Map(rows.map((row) => [row.alert_id, row.vendor_id ?? ""]));
}
