import type { Alert, AlertEvent, Notification } from "../model/alert.ts";
import type { AlertMark, Inhibitor, Silence, Telling, ToldRecord } from "../model/alerting.ts";
import type { DeskChanges } from "./desk-changes.ts";
import { type Silences, silencesAt } from "./silence.ts";
import { type GroupTimes, TellingIndex, tellingKey } from "./telling-index.ts";

/** Who writes the history where no person acted. */
export const engineName = "pitchpipe";

/**
 * All that is known while one commit is decided on: it is loaded at once, changed in memory, and what changed is written
 * at once. Deciding on it is pure: the clock and ids are handed in, and nothing here reads or writes.
 */
export class Desk {
  readonly alerts = new Map<string, Alert>();
  readonly told = new Map<string, ToldRecord[]>();
  /** Notifications that wait to be sent, where one of their alerts may be withdrawn. */
  readonly waiting = new Map<string, Notification>();
  /** How many messages channels got in their present window. */
  readonly counts = new Map<string, number>();
  readonly #open = new Map<string, string>();
  readonly #marks = new Map<string, AlertMark>();
  readonly #tellings = new TellingIndex();
  readonly #inhibiting = new Map<string, Set<string>>();
  #silences: Silences = silencesAt([], 0);
  readonly #changedAlerts = new Set<string>();
  readonly #events: AlertEvent[] = [];
  readonly #changedTellings = new Map<string, Telling>();
  readonly #tellingsGone = new Map<string, Telling>();
  readonly #changedMarks = new Set<string>();
  readonly #marksGone = new Set<string>();
  #inhibitors: Inhibitor[] = [];
  readonly #inhibitorsGone = new Set<string>();
  readonly #rulesWoken = new Set<string>();
  readonly #notifications: Notification[] = [];
  readonly #withdrawn = new Map<string, string>();

  /** Puts what the store holds on the desk. */
  load(held: {
    readonly alerts?: readonly Alert[];
    readonly marks?: readonly AlertMark[];
    readonly tellings?: readonly Telling[];
    readonly told?: readonly ToldRecord[];
    readonly inhibitors?: readonly Inhibitor[];
  }): void {
    for (const alert of held.alerts ?? []) if (!this.alerts.has(alert.id)) this.#keep(alert);
    for (const mark of held.marks ?? []) this.#marks.set(mark.fingerprint, mark);
    for (const telling of held.tellings ?? [])
      if (this.#tellings.find(telling) === null) this.#tellings.put(telling);
    for (const record of held.told ?? []) this.#record(record);
    for (const inhibitor of held.inhibitors ?? []) this.#inhibit(inhibitor);
  }

  loadSilences(silences: readonly Silence[], now: number): void {
    this.#silences = silencesAt(silences, now);
  }

  readonly inhibited = ({ rule, equalKey }: Omit<Inhibitor, "alertId">): boolean =>
    (this.#inhibiting.get(inhibitorKey(rule, equalKey))?.size ?? 0) > 0;

  get quiet() {
    return { silences: this.#silences, inhibited: this.inhibited };
  }

  openOf(fingerprint: string): Alert | null {
    const id = this.#open.get(fingerprint);
    return id === undefined ? null : (this.alerts.get(id) ?? null);
  }

  saveAlert(alert: Alert): void {
    this.#keep(alert);
    this.#changedAlerts.add(alert.id);
  }

  addEvent(event: AlertEvent): void {
    this.#events.push(event);
  }

  markOf(fingerprint: string): AlertMark | null {
    return this.#marks.get(fingerprint) ?? null;
  }

  saveMark(mark: AlertMark): void {
    this.#marks.set(mark.fingerprint, mark);
    this.#changedMarks.add(mark.fingerprint);
    this.#marksGone.delete(mark.fingerprint);
  }

  dropMark(fingerprint: string): void {
    if (!this.#marks.delete(fingerprint)) return;
    this.#changedMarks.delete(fingerprint);
    this.#marksGone.add(fingerprint);
  }

  tellingsOf(alertId: string): readonly Telling[] {
    return this.#tellings.ofAlert(alertId);
  }

  telling(alertId: string, channel: string, step: number): Telling | null {
    return this.#tellings.find({ alertId, channel, step });
  }

  groupOf(groupKey: string): readonly Telling[] {
    return this.#tellings.ofGroup(groupKey);
  }

  groupTimes(groupKey: string): GroupTimes {
    return this.#tellings.timesOf(groupKey);
  }

  saveTelling(telling: Telling): void {
    this.#tellings.put(telling);
    this.#changedTellings.set(tellingKey(telling), telling);
    this.#tellingsGone.delete(tellingKey(telling));
  }

  dropTelling(telling: Telling): void {
    const key = tellingKey(telling);
    this.#tellings.remove(telling);
    this.#changedTellings.delete(key);
    this.#tellingsGone.set(key, telling);
  }

  addInhibitor(inhibitor: Inhibitor): void {
    this.#inhibit(inhibitor);
    this.#inhibitors.push(inhibitor);
  }

  /** An alert inhibits nothing any more; those whom it kept quiet are looked at again. */
  dropInhibitors(alertId: string, keys: readonly Omit<Inhibitor, "alertId">[]): void {
    this.#inhibitors = this.#inhibitors.filter((one) => one.alertId !== alertId);
    for (const { rule, equalKey } of keys) {
      this.#inhibiting.get(inhibitorKey(rule, equalKey))?.delete(alertId);
      this.#rulesWoken.add(rule);
    }
    this.#inhibitorsGone.add(alertId);
  }

  addNotification(notification: Notification): void {
    this.#notifications.push(notification);
    this.waiting.set(notification.id, notification);
    for (const alertId of notification.alertIds) this.#record(recordOf(notification, alertId));
  }

  withdraw(id: string, reason: string): void {
    this.#withdrawn.set(id, reason);
    const notification = this.waiting.get(id);
    this.waiting.delete(id);
    for (const alertId of notification?.alertIds ?? []) {
      const records = this.told.get(alertId) ?? [];
      const withdrawn = (record: ToldRecord) =>
        record.notificationId === id ? { ...record, status: "suppressed", reason } : record;
      this.told.set(alertId, records.map(withdrawn));
    }
  }

  /** What is to be written. A notification that was made and withdrawn in the same commit is written as withdrawn. */
  changes(): DeskChanges {
    return {
      alerts: [...this.#changedAlerts].flatMap((id) => this.alerts.get(id) ?? []),
      events: this.#events,
      tellings: [...this.#changedTellings.values()],
      tellingsGone: [...this.#tellingsGone.values()],
      marks: [...this.#changedMarks].flatMap((fingerprint) => this.#marks.get(fingerprint) ?? []),
      marksGone: [...this.#marksGone],
      inhibitors: this.#inhibitors,
      inhibitorsGone: [...this.#inhibitorsGone],
      rulesWoken: [...this.#rulesWoken],
      notifications: this.#notifications,
      withdrawn: [...this.#withdrawn].map(([id, reason]) => ({ id, reason })),
    };
  }

  #keep(alert: Alert): void {
    this.alerts.set(alert.id, alert);
    const open = alert.status !== "resolved" && alert.status !== "expired";
    if (open) this.#open.set(alert.fingerprint, alert.id);
    else if (this.#open.get(alert.fingerprint) === alert.id) this.#open.delete(alert.fingerprint);
  }

  #record(record: ToldRecord): void {
    const records = this.told.get(record.alertId);
    if (records === undefined) this.told.set(record.alertId, [record]);
    else if (!records.some(({ notificationId }) => notificationId === record.notificationId))
      records.push(record);
  }

  #inhibit({ rule, equalKey, alertId }: Inhibitor): void {
    const key = inhibitorKey(rule, equalKey);
    const sources = this.#inhibiting.get(key) ?? new Set<string>();
    this.#inhibiting.set(key, sources.add(alertId));
  }
}

function inhibitorKey(rule: string, equalKey: string): string {
  return `${rule}\n${equalKey}`;
}

function recordOf(notification: Notification, alertId: string): ToldRecord {
  const { id, channel, kind, status, reason, createdAt, alertIds } = notification;
  return {
    alertId,
    notificationId: id,
    channel,
    kind,
    status,
    reason,
    createdAt,
    size: alertIds.length,
    uncertain: false,
  };
}
