import type { Alert, AlertEvent, Notification } from "../model/alert.ts";
import type { AlertMark, Inhibitor, Silence, Telling, ToldRecord } from "../model/alerting.ts";
import { type Silences, silencesAt } from "./silence.ts";

/** Who writes the history where no person acted. */
export const engineName = "pitchpipe";

/** What a commit writes; everything in one transaction. */
export interface DeskChanges {
  readonly alerts: readonly Alert[];
  readonly events: readonly AlertEvent[];
  readonly tellings: readonly Telling[];
  readonly tellingsGone: readonly Telling[];
  readonly marks: readonly AlertMark[];
  readonly marksGone: readonly string[];
  readonly inhibitors: readonly Inhibitor[];
  /** Alerts that inhibit nothing any more. */
  readonly inhibitorsGone: readonly string[];
  /** Inhibit rules of which a source is gone: what they kept quiet is looked at again. */
  readonly rulesWoken: readonly string[];
  readonly notifications: readonly Notification[];
  /** Notifications that wait and shall not be sent any more. */
  readonly withdrawn: readonly { readonly id: string; readonly reason: string }[];
}

/** `-Infinity` and `Infinity` stand for never. */
export interface GroupTimes {
  readonly toldAt: number;
  readonly waitingDue: number;
}

const noTimes: GroupTimes = { toldAt: Number.NEGATIVE_INFINITY, waitingDue: Number.POSITIVE_INFINITY };

function joined({ toldAt, waitingDue }: GroupTimes, telling: Telling): GroupTimes {
  if (telling.state === "over") return { toldAt, waitingDue };
  const waits = telling.state === "waiting" && telling.heldBy === null && telling.dueAt !== null;
  return {
    toldAt: Math.max(toldAt, telling.toldAt ?? Number.NEGATIVE_INFINITY),
    waitingDue: waits ? Math.min(waitingDue, telling.dueAt) : waitingDue,
  };
}

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
  readonly #tellings = new Map<string, Map<string, Telling>>();
  readonly #groups = new Map<string, Map<string, Telling>>();
  readonly #groupTimes = new Map<string, GroupTimes>();
  readonly #inhibiting = new Map<string, Set<string>>();
  #silences: Silences = silencesAt([], 0);
  readonly #changedAlerts = new Set<string>();
  readonly #events: AlertEvent[] = [];
  readonly #changedTellings = new Set<string>();
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
    for (const telling of held.tellings ?? []) if (!this.#known(telling)) this.#index(telling);
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
    return [...(this.#tellings.get(alertId)?.values() ?? [])];
  }

  telling(alertId: string, channel: string, step: number): Telling | null {
    return this.#tellings.get(alertId)?.get(`${step} ${channel}`) ?? null;
  }

  groupOf(groupKey: string): readonly Telling[] {
    return [...(this.#groups.get(groupKey)?.values() ?? [])];
  }

  /** When a group was last told, and when what waits in it is due; kept, since thousands of alerts may join one. */
  groupTimes(groupKey: string): GroupTimes {
    const known = this.#groupTimes.get(groupKey);
    if (known !== undefined) return known;
    const times = this.groupOf(groupKey).reduce(joined, noTimes);
    this.#groupTimes.set(groupKey, times);
    return times;
  }

  saveTelling(telling: Telling): void {
    this.#index(telling);
    this.#changedTellings.add(tellingKey(telling));
    this.#tellingsGone.delete(tellingKey(telling));
  }

  dropTelling(telling: Telling): void {
    const key = tellingKey(telling);
    this.#unindex(telling);
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
      tellings: [...this.#changedTellings].flatMap((key) => this.#byKey(key) ?? []),
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

  #known({ alertId, step, channel }: Telling): boolean {
    return this.#tellings.get(alertId)?.has(`${step} ${channel}`) ?? false;
  }

  #index(telling: Telling): void {
    const { alertId, step, channel, groupKey } = telling;
    const ofAlert = this.#tellings.get(alertId) ?? new Map<string, Telling>();
    const before = ofAlert.get(`${step} ${channel}`);
    this.#noteTimes(telling, before);
    if (before !== undefined && before.groupKey !== groupKey)
      this.#groups.get(before.groupKey)?.delete(tellingKey(before));
    this.#tellings.set(alertId, ofAlert.set(`${step} ${channel}`, telling));
    const ofGroup = this.#groups.get(groupKey) ?? new Map<string, Telling>();
    this.#groups.set(groupKey, ofGroup.set(tellingKey(telling), telling));
  }

  #noteTimes(telling: Telling, before: Telling | undefined): void {
    if (before !== undefined) this.#groupTimes.delete(before.groupKey);
    const times = this.#groupTimes.get(telling.groupKey);
    if (times !== undefined) this.#groupTimes.set(telling.groupKey, joined(times, telling));
  }

  #unindex(telling: Telling): void {
    this.#groupTimes.delete(telling.groupKey);
    this.#tellings.get(telling.alertId)?.delete(`${telling.step} ${telling.channel}`);
    this.#groups.get(telling.groupKey)?.delete(tellingKey(telling));
  }

  #byKey(key: string): Telling | undefined {
    const [alertId = "", step = "", ...channel] = key.split(" ");
    return this.#tellings.get(alertId)?.get(`${step} ${channel.join(" ")}`);
  }

  #inhibit({ rule, equalKey, alertId }: Inhibitor): void {
    const key = inhibitorKey(rule, equalKey);
    const sources = this.#inhibiting.get(key) ?? new Set<string>();
    this.#inhibiting.set(key, sources.add(alertId));
  }
}

function tellingKey({ alertId, step, channel }: Telling): string {
  return `${alertId} ${step} ${channel}`;
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
