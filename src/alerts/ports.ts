import type { Alert, AlertEvent, DeliveryAttempt, Notification, NotificationStatus } from "../model/alert.ts";
import type { AlertType } from "../model/signal.ts";

/** What the engine needs of the store, inside one transaction. */
export interface AlertTransaction {
  readonly alerts: AlertRecords;
  readonly outbox: OutboxRecords;
}

export interface AlertRecords {
  /** The alert with this fingerprint that is neither resolved nor expired. */
  openByFingerprint(fingerprint: string): Promise<Alert | null>;
  list(filter: {
    readonly runId?: string;
    readonly types?: readonly AlertType[];
    readonly limit?: number;
  }): Promise<Alert[]>;
  save(alert: Alert): Promise<void>;
  appendEvent(event: AlertEvent): Promise<void>;
}

export interface OutboxRecords {
  add(notification: Notification): Promise<void>;
  get(id: string): Promise<Notification | null>;
  /** Newest first. */
  list(filter: {
    readonly alertId?: string;
    readonly statuses?: readonly NotificationStatus[];
    readonly limit?: number;
  }): Promise<Notification[]>;
  attempts(notificationId: string): Promise<DeliveryAttempt[]>;
  saveAttempt(attempt: DeliveryAttempt): Promise<void>;
  /** The outcome of a try; clears the claim. */
  settle(id: string, outcome: Settlement): Promise<void>;
}

export interface Settlement {
  readonly status: NotificationStatus;
  readonly reason: string | null;
  readonly dueAt: number | null;
}

/** What delivery needs of the store. */
export interface DeliveryStore {
  readonly outbox: OutboxRecords & {
    /** Takes due notifications for `holder` until `until`, oldest first; no two processes get the same one. */
    claimDue(claim: {
      readonly now: number;
      readonly limit: number;
      readonly holder: string;
      readonly until: number;
    }): Promise<Notification[]>;
  };
  transaction<T>(work: (tx: AlertTransaction) => Promise<T>): Promise<T>;
}
