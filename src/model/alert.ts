import type { Json } from "../lib/canonical-json.ts";
import type { Labels } from "./labels.ts";
import type { Priority, Severity } from "./severity.ts";
import type { AlertCategory, AlertType } from "./signal.ts";

export const alertStatuses = [
  "pending",
  "active",
  "acknowledged",
  "suppressed",
  "resolved",
  "expired",
] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** A problem with a lifetime (or an event told once), identified by the fingerprint of its labels. */
export interface Alert {
  readonly id: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly type: AlertType;
  readonly category: AlertCategory;
  readonly severity: Severity;
  readonly priority: Priority;
  readonly priorityReason: string;
  readonly status: AlertStatus;
  readonly title: string;
  readonly message: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly details: { readonly [key: string]: Json };
  readonly metrics: { readonly [key: string]: Json };
  readonly recommendations: readonly string[];
  readonly count: number;
  readonly runId: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly resolvedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly assignedTo: string | null;
}

export interface AlertEvent {
  readonly alertId: string;
  readonly at: number;
  readonly kind: string;
  readonly by: string;
  readonly note: string | null;
}

export const notificationKinds = [
  "firing",
  "resolved",
  "repeat",
  "escalation",
  "digest",
  "acknowledged",
  "recovered",
  "silence_ending",
  "test",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

export const notificationStatuses = [
  "pending",
  "accepted",
  "delivered",
  "undelivered",
  "failed",
  "dead",
  "suppressed",
] as const;
export type NotificationStatus = (typeof notificationStatuses)[number];

/** One message to one channel, about alerts told together. */
export interface Notification {
  readonly id: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly status: NotificationStatus;
  readonly reason: string | null;
  readonly alertIds: readonly string[];
  readonly title: string;
  readonly message: string;
  /** The alerts as they were when the notification was decided: what is told is what was decided. */
  readonly alerts: readonly Alert[];
  readonly createdAt: number;
  /** Not tried before this time; `null` when nothing more will be tried. */
  readonly dueAt: number | null;
}

export interface Recipient {
  readonly to: string;
  readonly status: "accepted" | "delivered" | "undelivered" | "failed" | "dead";
  readonly statusCode: number | null;
  readonly error: string | null;
  /** The other side's id for this recipient's message, where each has one. */
  readonly vendorId?: string | null;
}

/** One try to deliver a notification. */
export interface DeliveryAttempt {
  readonly notificationId: string;
  readonly number: number;
  readonly at: number;
  /** `null` while it runs, and for ever where the process died under it: the result is unknown. */
  readonly endedAt: number | null;
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly vendorId: string | null;
  readonly recipients: readonly Recipient[];
}
