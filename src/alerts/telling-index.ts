import type { Telling } from "../model/alerting.ts";

/** `-Infinity` and `Infinity` stand for never. */
export interface GroupTimes {
  readonly toldAt: number;
  readonly waitingDue: number;
}

/** Tellings by alert and by group, each found at once however many there are. */
export class TellingIndex {
  readonly #ofAlerts = new Map<string, Map<string, Telling>>();
  readonly #ofGroups = new Map<string, Map<string, Telling>>();
  readonly #times = new Map<string, GroupTimes>();

  ofAlert(alertId: string): readonly Telling[] {
    return [...(this.#ofAlerts.get(alertId)?.values() ?? [])];
  }

  ofGroup(groupKey: string): readonly Telling[] {
    return [...(this.#ofGroups.get(groupKey)?.values() ?? [])];
  }

  find({ alertId, step, channel }: Place): Telling | null {
    return this.#ofAlerts.get(alertId)?.get(`${step} ${channel}`) ?? null;
  }

  /** When a group was last told, and when what waits in it is due; kept, since thousands of alerts may join one. */
  timesOf(groupKey: string): GroupTimes {
    const known = this.#times.get(groupKey);
    if (known !== undefined) return known;
    const times = this.ofGroup(groupKey).reduce(joined, noTimes);
    this.#times.set(groupKey, times);
    return times;
  }

  put(telling: Telling): void {
    const { alertId, step, channel, groupKey } = telling;
    const ofAlert = this.#ofAlerts.get(alertId) ?? new Map<string, Telling>();
    const before = ofAlert.get(`${step} ${channel}`);
    this.#noteTimes(telling, before);
    if (before !== undefined && before.groupKey !== groupKey)
      this.#ofGroups.get(before.groupKey)?.delete(tellingKey(before));
    this.#ofAlerts.set(alertId, ofAlert.set(`${step} ${channel}`, telling));
    const ofGroup = this.#ofGroups.get(groupKey) ?? new Map<string, Telling>();
    this.#ofGroups.set(groupKey, ofGroup.set(tellingKey(telling), telling));
  }

  remove(telling: Telling): void {
    this.#times.delete(telling.groupKey);
    this.#ofAlerts.get(telling.alertId)?.delete(`${telling.step} ${telling.channel}`);
    this.#ofGroups.get(telling.groupKey)?.delete(tellingKey(telling));
  }

  #noteTimes(telling: Telling, before: Telling | undefined): void {
    if (before !== undefined) this.#times.delete(before.groupKey);
    const times = this.#times.get(telling.groupKey);
    if (times !== undefined) this.#times.set(telling.groupKey, joined(times, telling));
  }
}

/** What tells a telling from others. */
export type Place = Pick<Telling, "alertId" | "step" | "channel">;

export function tellingKey({ alertId, step, channel }: Place): string {
  return `${alertId} ${step} ${channel}`;
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
