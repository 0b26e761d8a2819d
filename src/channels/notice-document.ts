import type { Json } from "../lib/canonical-json.ts";
import type { Notification, NotificationKind } from "../model/alert.ts";
import { alertHead } from "../model/alert-document.ts";

/** What happened to an alert is no part of a notice: `null`, not given here. */
const untold = { events: null, notifications: null };

/** What a program is told: the body a webhook gets, and a JSON line of a log channel (design section 15). */
export function noticeDocument(notification: Notification): { readonly [key: string]: Json } {
  return {
    version: 1,
    kind: notification.kind,
    status: statusOf(notification.kind),
    notification_id: notification.id,
    title: notification.title,
    message: notification.message,
    alerts: notification.alerts.map((alert) => ({ ...alertHead(alert), ...untold })),
  };
}

/** Whether a notification says that something is on, or that it is over. */
export function statusOf(kind: NotificationKind): "firing" | "resolved" {
  return kind === "resolved" || kind === "recovered" ? "resolved" : "firing";
}
