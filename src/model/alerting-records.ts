import type { DeliveryAttempt, Notification, NotificationStatus } from "./alert.ts";
import type { AlertMark, ChannelState, HeldBy, Inhibitor, Silence, Telling, ToldRecord } from "./alerting.ts";

/** Silences, as the store keeps them. */
export interface SilenceRepository {
  get(id: string): Promise<Silence | null>;
  findByPrefix(prefix: string): Promise<Silence[]>;
  /** Those that end after a time (all without it), the one that ends last first. */
  list(filter: { readonly endsAfter?: number; readonly limit?: number }): Promise<Silence[]>;
  save(silence: Silence): Promise<void>;
}

/** Who is told of which alert, and when next. */
export interface TellingRepository {
  ofAlerts(alertIds: readonly string[]): Promise<Telling[]>;
  ofGroups(groupKeys: readonly string[]): Promise<Telling[]>;
  /** What there is something to do about by now, the longest due first. */
  due(now: number, limit: number): Promise<Telling[]>;
  save(tellings: readonly Telling[]): Promise<void>;
  remove(tellings: readonly Pick<Telling, "alertId" | "channel" | "step">[]): Promise<void>;
  /** Makes all that is held back so due, because what held it has ended. */
  wake(held: Pick<HeldBy, "kind" | "name">, at: number): Promise<void>;
}

/** What people and flapping say of a fingerprint. */
export interface AlertMarkRepository {
  ofFingerprints(fingerprints: readonly string[]): Promise<AlertMark[]>;
  due(now: number, limit: number): Promise<AlertMark[]>;
  /** Those suppressed until the next green run. */
  untilGreen(): Promise<AlertMark[]>;
  save(marks: readonly AlertMark[]): Promise<void>;
  remove(fingerprints: readonly string[]): Promise<void>;
}

/** Alerts that keep others quiet. */
export interface InhibitorRepository {
  /** Who inhibits by these rules for these values. */
  find(keys: readonly Pick<Inhibitor, "rule" | "equalKey">[]): Promise<Inhibitor[]>;
  ofAlerts(alertIds: readonly string[]): Promise<Inhibitor[]>;
  add(inhibitors: readonly Inhibitor[]): Promise<void>;
  removeOf(alertIds: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}

/** Channels that fail. */
export interface ChannelStateRepository {
  list(): Promise<ChannelState[]>;
  save(state: ChannelState): Promise<void>;
  remove(channel: string): Promise<void>;
}

/** What the outbox answers about many alerts or notifications at once. */
export interface OutboxBatches {
  /** What was put in the outbox about these alerts, oldest first. */
  toldOf(alertIds: readonly string[]): Promise<ToldRecord[]>;
  /** How many notifications each channel was given since a time, but for those that limits never hold back. */
  countSince(channels: readonly string[], since: number): Promise<ReadonlyMap<string, number>>;
}

/** What delivering asks of the outbox, many at once. */
export interface OutboxDelivery {
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
  /** Newest first. */
  acceptedSince(filter: {
    readonly channel: string;
    readonly since: number;
    readonly limit?: number;
  }): Promise<Notification[]>;
  /** Open alerts that a channel was told of. */
  openToldAt(channel: string): Promise<string[]>;
}

/** The outcome of a try. */
export interface Settlement {
  readonly status: NotificationStatus;
  readonly reason: string | null;
  readonly dueAt: number | null;
}
