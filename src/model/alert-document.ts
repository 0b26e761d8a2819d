import type { Json } from "../lib/canonical-json.ts";
import { toTimestamp } from "../lib/clock.ts";
import type { Alert, AlertEvent, DeliveryAttempt, Notification } from "./alert.ts";

/** What happened to an alert and who was told; where it is left out the document says `null`: not given here. */
export interface AlertHistory {
  readonly events: readonly AlertEvent[];
  readonly notifications: readonly {
    readonly notification: Notification;
    readonly attempts: readonly DeliveryAttempt[];
  }[];
}

/** The one JSON shape of an alert (design section 15): commands, webhooks and log lines all show this. */
export function alertDocument(alert: Alert, history?: AlertHistory): { readonly [key: string]: Json } {
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    name: alert.name,
    type: alert.type,
    category: alert.category,
    severity: alert.severity,
    priority: alert.priority,
    priority_reason: alert.priorityReason,
    status: alert.status,
    title: alert.title,
    message: alert.message,
    labels: { ...alert.labels },
    annotations: { ...alert.annotations },
    details: alert.details,
    metrics: alert.metrics,
    recommendations: [...alert.recommendations],
    count: alert.count,
    run_id: alert.runId,
    value: alert.value,
    threshold: alert.threshold,
    first_seen_at: toTimestamp(alert.firstSeenAt),
    last_seen_at: toTimestamp(alert.lastSeenAt),
    resolved_at: toTimestamp(alert.resolvedAt),
    acknowledged_by: alert.acknowledgedBy,
    assigned_to: alert.assignedTo,
    events: history?.events.map(eventDocument) ?? null,
    notifications:
      history?.notifications.map(({ notification, attempts }) =>
        notificationDocument(notification, attempts),
      ) ?? null,
  };
}

/** A notification as the alert's document lists it. */
export function notificationDocument(notification: Notification, attempts: readonly DeliveryAttempt[]): Json {
  return {
    id: notification.id,
    channel: notification.channel,
    kind: notification.kind,
    status: notification.status,
    reason: notification.reason,
    attempts: attempts.map(attemptDocument),
  };
}

function eventDocument(event: AlertEvent): Json {
  return { at: toTimestamp(event.at), kind: event.kind, by: event.by, note: event.note };
}

function attemptDocument(attempt: DeliveryAttempt): Json {
  return {
    at: toTimestamp(attempt.at),
    status_code: attempt.statusCode,
    error: attempt.error,
    vendor_id: attempt.vendorId,
    duration_seconds: attempt.endedAt === null ? null : Math.max(0, attempt.endedAt - attempt.at) / 1000,
    recipients: attempt.recipients.map(({ to, status, statusCode, error }) => ({
      to,
      status,
      status_code: statusCode,
      error,
    })),
  };
}
