import type { Json } from "../lib/canonical-json.ts";
import { toTimestamp } from "../lib/clock.ts";
import type {
  Alert,
  AlertEvent,
  AlertStatus,
  DeliveryAttempt,
  Notification,
  NotificationKind,
  NotificationStatus,
  Recipient,
} from "./alert.ts";
import type { Priority, Severity } from "./severity.ts";
import type { AlertCategory, AlertType } from "./signal.ts";

/** An alert as it is now, without its history. Times are RFC 3339 in UTC. */
export type AlertHead = {
  readonly id: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly type: AlertType;
  readonly category: AlertCategory;
  readonly severity: Severity;
  readonly priority: Priority;
  readonly priority_reason: string;
  readonly status: AlertStatus;
  readonly title: string;
  readonly message: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly details: { readonly [key: string]: Json };
  readonly metrics: { readonly [key: string]: Json };
  readonly recommendations: readonly string[];
  readonly count: number;
  readonly run_id: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly resolved_at: string | null;
  readonly acknowledged_by: string | null;
  readonly assigned_to: string | null;
};

/** An alert with its whole history, as `alerts show --json` prints it. */
export type AlertDocument = AlertHead & {
  readonly events: readonly EventDocument[];
  readonly notifications: readonly NotificationDocument[];
};

/** What happened to an alert, by whom. */
export type EventDocument = {
  readonly at: string;
  readonly kind: string;
  readonly by: string;
  readonly note: string | null;
};

/** What a channel was told of an alert, and how that went. */
export type NotificationDocument = {
  readonly id: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly status: NotificationStatus;
  readonly reason: string | null;
  readonly attempts: readonly AttemptDocument[];
};

/** One try to tell it; each recipient's own outcome where there are several. */
export type AttemptDocument = {
  readonly at: string;
  readonly status_code: number | null;
  readonly error: string | null;
  readonly vendor_id: string | null;
  readonly duration_seconds: number | null;
  readonly recipients: readonly {
    readonly to: string;
    readonly status: Recipient["status"];
    readonly status_code: number | null;
    readonly error: string | null;
  }[];
};

/** What happened to an alert and who was told. */
export interface AlertHistory {
  readonly events: readonly AlertEvent[];
  readonly notifications: readonly {
    readonly notification: Notification;
    readonly attempts: readonly DeliveryAttempt[];
  }[];
}

/** The one JSON shape of an alert (design section 15): commands, webhooks and log lines all show this. */
export function alertDocument(alert: Alert, { events, notifications }: AlertHistory): AlertDocument {
  return {
    ...alertHead(alert),
    events: events.map(eventDocument),
    notifications: notifications.map(({ notification, attempts }) =>
      notificationDocument(notification, attempts),
    ),
  };
}

/** The same without what happened to it. */
export function alertHead(alert: Alert): AlertHead {
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
  };
}

/** A notification as the alert's document lists it. */
export function notificationDocument(
  notification: Notification,
  attempts: readonly DeliveryAttempt[],
): NotificationDocument {
  return {
    id: notification.id,
    channel: notification.channel,
    kind: notification.kind,
    status: notification.status,
    reason: notification.reason,
    attempts: attempts.map(attemptDocument),
  };
}

function eventDocument(event: AlertEvent): EventDocument {
  return { at: toTimestamp(event.at), kind: event.kind, by: event.by, note: event.note };
}

function attemptDocument(attempt: DeliveryAttempt): AttemptDocument {
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
