import type { Json } from "../lib/canonical-json.ts";
import type { Alert, AlertEvent, DeliveryAttempt, Notification, NotificationStatus } from "../model/alert.ts";
import type {
  AlertMarkRepository,
  ChannelStateRepository,
  InhibitorRepository,
  OutboxBatches,
  OutboxDelivery,
  Settlement,
  SilenceRepository,
  TellingRepository,
} from "../model/alerting-records.ts";

/** What the engine needs of the store, inside one transaction. Lists are asked for at once, never one by one. */
export interface AlertTransaction {
  readonly alerts: AlertRecords;
  readonly outbox: OutboxRecords;
  readonly silences: Pick<SilenceRepository, "list" | "save">;
  readonly tellings: TellingRepository;
  readonly alertMarks: AlertMarkRepository;
  readonly inhibitors: Omit<InhibitorRepository, "ofAlerts">;
  readonly channelStates: ChannelStateRepository;
  readonly notes: NoteRecords;
}

export interface AlertRecords {
  getMany(ids: readonly string[]): Promise<Alert[]>;
  /** Alerts with these fingerprints that are neither resolved nor expired. */
  openByFingerprints(fingerprints: readonly string[]): Promise<Alert[]>;
  /** The newest alert of each fingerprint, where it was last seen since a time. */
  lastByFingerprints(fingerprints: readonly string[], since: number): Promise<Alert[]>;
  openPage(page: { readonly after: string; readonly limit: number }): Promise<Alert[]>;
  openUnseenSince(time: number, limit: number): Promise<Alert[]>;
  saveAll(alerts: readonly Alert[]): Promise<void>;
  appendEvents(events: readonly AlertEvent[]): Promise<void>;
}

export interface OutboxRecords extends OutboxBatches, OutboxDelivery {
  addAll(notifications: readonly Notification[]): Promise<void>;
  get(id: string): Promise<Notification | null>;
  getMany(ids: readonly string[]): Promise<Notification[]>;
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

export interface NoteRecords {
  get(key: string): Promise<Json | null>;
  set(key: string, value: Json): Promise<void>;
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
      readonly channel?: string;
    }): Promise<Notification[]>;
  };
  readonly channelStates: Pick<ChannelStateRepository, "list">;
  transaction<T>(work: (tx: AlertTransaction) => Promise<T>): Promise<T>;
}
