import type { Json } from "../lib/canonical-json.ts";
import type { Alert, AlertEvent, DeliveryAttempt, Notification, NotificationStatus } from "../model/alert.ts";
import type {
  AlertMark,
  ChannelState,
  HeldBy,
  Inhibitor,
  Silence,
  Telling,
  ToldRecord,
} from "../model/alerting.ts";

/** What the engine needs of the store, inside one transaction. Lists are asked for at once, never one by one. */
export interface AlertTransaction {
  readonly alerts: AlertRecords;
  readonly outbox: OutboxRecords;
  readonly silences: SilenceRecords;
  readonly tellings: TellingRecords;
  readonly alertMarks: MarkRecords;
  readonly inhibitors: InhibitorRecords;
  readonly channelStates: ChannelStateRecords;
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

export interface OutboxRecords {
  addAll(notifications: readonly Notification[]): Promise<void>;
  get(id: string): Promise<Notification | null>;
  getMany(ids: readonly string[]): Promise<Notification[]>;
  /** What was put in the outbox about these alerts, oldest first. */
  toldOf(alertIds: readonly string[]): Promise<ToldRecord[]>;
  countSince(channels: readonly string[], since: number): Promise<ReadonlyMap<string, number>>;
  /** Newest first. */
  list(filter: {
    readonly alertId?: string;
    readonly statuses?: readonly NotificationStatus[];
    readonly limit?: number;
  }): Promise<Notification[]>;
  attempts(notificationId: string): Promise<DeliveryAttempt[]>;
  /** Channels that something is due for and that nobody has claimed. */
  dueChannels(now: number): Promise<string[]>;
  /** In order of notification and number. */
  attemptsOf(notificationIds: readonly string[]): Promise<DeliveryAttempt[]>;
  /** What was decided earlier about an alert of these for the same channel, and waits or was withdrawn. */
  earlierOnes(
    notificationIds: readonly string[],
  ): Promise<{ readonly id: string; readonly earlier: Pick<Notification, "id" | "status" | "dueAt"> }[]>;
  /** The other side's id of the first message a channel took about each alert. */
  firstVendorIds(channel: string, alertIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  acceptedSince(filter: {
    readonly channel: string;
    readonly since: number;
    readonly limit?: number;
  }): Promise<Notification[]>;
  /** Open alerts that a channel was told of. */
  openToldAt(channel: string): Promise<string[]>;
  saveAttempt(attempt: DeliveryAttempt): Promise<void>;
  /** The outcome of a try; clears the claim. */
  settle(id: string, outcome: Settlement): Promise<void>;
}

export interface SilenceRecords {
  list(filter: { readonly endsAfter?: number; readonly limit?: number }): Promise<Silence[]>;
  save(silence: Silence): Promise<void>;
}

export interface TellingRecords {
  ofAlerts(alertIds: readonly string[]): Promise<Telling[]>;
  ofGroups(groupKeys: readonly string[]): Promise<Telling[]>;
  due(now: number, limit: number): Promise<Telling[]>;
  save(tellings: readonly Telling[]): Promise<void>;
  remove(tellings: readonly Telling[]): Promise<void>;
  wake(held: Pick<HeldBy, "kind" | "name">, at: number): Promise<void>;
}

export interface MarkRecords {
  ofFingerprints(fingerprints: readonly string[]): Promise<AlertMark[]>;
  due(now: number, limit: number): Promise<AlertMark[]>;
  untilGreen(): Promise<AlertMark[]>;
  save(marks: readonly AlertMark[]): Promise<void>;
  remove(fingerprints: readonly string[]): Promise<void>;
}

export interface InhibitorRecords {
  find(keys: readonly Omit<Inhibitor, "alertId">[]): Promise<Inhibitor[]>;
  add(inhibitors: readonly Inhibitor[]): Promise<void>;
  removeOf(alertIds: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}

export interface ChannelStateRecords {
  list(): Promise<ChannelState[]>;
  save(state: ChannelState): Promise<void>;
  remove(channel: string): Promise<void>;
}

export interface NoteRecords {
  get(key: string): Promise<Json | null>;
  set(key: string, value: Json): Promise<void>;
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
      readonly channel?: string;
    }): Promise<Notification[]>;
  };
  readonly channelStates: Pick<ChannelStateRecords, "list">;
  transaction<T>(work: (tx: AlertTransaction) => Promise<T>): Promise<T>;
}
