import type { DeliveryAttempt, Notification } from "../../model/alert.ts";
import type { DeliveryAttemptRow, NotificationRow } from "../tables/alerts.ts";

export function toNotificationRow(notification: Notification): NotificationRow {
  return {
    id: notification.id,
    channel: notification.channel,
    kind: notification.kind,
    status: notification.status,
    reason: notification.reason,
    alert_ids: JSON.stringify(notification.alertIds),
    title: notification.title,
    message: notification.message,
    alerts: JSON.stringify(notification.alerts),
    created_at: notification.createdAt,
    due_at: notification.dueAt,
    claimed_by: null,
    claimed_until: null,
  };
}

/** In the order of `toNotificationRow`. */
export const notificationColumns = [
  "id",
  "channel",
  "kind",
  "status",
  "reason",
  "alert_ids",
  "title",
  "message",
  "alerts",
  "created_at",
  "due_at",
  "claimed_by",
  "claimed_until",
] as const satisfies readonly (keyof NotificationRow)[];

export function toNotification(row: NotificationRow): Notification {
  return {
    id: row.id,
    channel: row.channel,
    kind: row.kind as Notification["kind"],
    status: row.status as Notification["status"],
    reason: row.reason,
    alertIds: JSON.parse(row.alert_ids) as Notification["alertIds"],
    title: row.title,
    message: row.message,
    alerts: JSON.parse(row.alerts) as Notification["alerts"],
    createdAt: row.created_at,
    dueAt: row.due_at,
  };
}

export function toAttemptRow(attempt: DeliveryAttempt): DeliveryAttemptRow {
  return {
    notification_id: attempt.notificationId,
    number: attempt.number,
    at: attempt.at,
    ended_at: attempt.endedAt,
    status_code: attempt.statusCode,
    error: attempt.error,
    vendor_id: attempt.vendorId,
    recipients: JSON.stringify(attempt.recipients),
  };
}

export function toAttempt(row: DeliveryAttemptRow): DeliveryAttempt {
  return {
    notificationId: row.notification_id,
    number: row.number,
    at: row.at,
    endedAt: row.ended_at,
    statusCode: row.status_code,
    error: row.error,
    vendorId: row.vendor_id,
    recipients: JSON.parse(row.recipients) as DeliveryAttempt["recipients"],
  };
}
