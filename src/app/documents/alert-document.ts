import type { Alert } from "../../model/alert.ts";
import { type AlertDocument, type AlertHistory, alertDocument } from "../../model/alert-document.ts";
import type { Store } from "../../store/index.ts";

/** The document of an alert with its whole history, as `alerts list|show|send` print it (design section 15). */
export async function readAlertDocument(store: Store, alert: Alert): Promise<AlertDocument> {
  return alertDocument(alert, await readHistory(store, alert.id));
}

/** The most notifications about one alert that are looked at. */
const mostNotifications = 1_000;

/** What happened to an alert and who was told, the oldest first. */
export async function readHistory(store: Store, alertId: string): Promise<AlertHistory> {
  const newestFirst = await store.outbox.list({ alertId, limit: mostNotifications });
  const notifications = [];
  for (const notification of newestFirst.reverse())
    notifications.push({ notification, attempts: await store.outbox.attempts(notification.id) });
  return { events: await store.alerts.events(alertId), notifications };
}
