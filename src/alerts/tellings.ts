import type { Alert } from "../model/alert.ts";
import type { Telling } from "../model/alerting.ts";
import { eventTypes } from "../model/signal.ts";
import type { Desk } from "./desk.ts";
import { groupKeyOf } from "./group-key.ts";
import { repeatIntervalOf } from "./repeat-interval.ts";
import type { Destination } from "./route.ts";
import { isReached, isStanding, toldSinceOn } from "./told-so-far.ts";

export interface ToBeTold {
  readonly alert: Alert;
  readonly destinations: readonly Destination[];
  /** Whether those who were told before are to be told again. */
  readonly news: boolean;
  readonly now: number;
}

/**
 * Notes that these channels are to be told of an alert: those that were not yet, and with news all of them. Answers the
 * channels that are new to it.
 */
export function planTellings(desk: Desk, { alert, destinations, news, now }: ToBeTold): string[] {
  return destinations.flatMap((destination) => {
    const telling = desk.telling(alert.id, destination.channel, 0);
    const plan = { alert, destination, news, now };
    const added =
      telling === null || telling.state === "over" ? planNew(desk, plan) : planAgain(desk, telling, plan);
    return added ? [destination.channel] : [];
  });
}

type Plan = Omit<ToBeTold, "destinations"> & { readonly destination: Destination };

/** A channel that nothing is noted of; whether it is told for the first time. */
function planNew(desk: Desk, { alert, destination, news, now }: Plan): boolean {
  const { channel, path } = destination;
  const groupKey = groupKeyOf(alert, destination);
  const base = { alertId: alert.id, channel, step: 0, path, groupKey, heldBy: null } as const;
  const known = news ? null : knownToldAt(desk, alert.id, channel);
  if (known === null) {
    const dueAt = firstDue(desk, { alert, destination, groupKey, now });
    desk.saveTelling({ ...base, state: "waiting", dueAt, toldAt: null });
    return true;
  }
  // Told before tellings were kept, or by a route that is no more: nobody is told twice.
  const dueAt = alert.status === "acknowledged" ? null : now + repeatIntervalOf(alert, destination);
  desk.saveTelling({ ...base, state: "told", dueAt, toldAt: known });
  return false;
}

/** A channel that is noted already; whether it is told for the first time because it was not reached before. */
function planAgain(desk: Desk, telling: Telling, { alert, destination, news, now }: Plan): boolean {
  const { channel, path } = destination;
  const moved = { ...telling, path, groupKey: groupKeyOf(alert, destination) };
  if (news) desk.saveTelling({ ...moved, dueAt: now });
  else if (telling.state === "told" && !isReached(desk.told.get(alert.id) ?? [], channel)) {
    desk.saveTelling({ ...moved, state: "waiting", dueAt: now });
    return true;
  } else if (moved.groupKey !== telling.groupKey || path !== telling.path) desk.saveTelling(moved);
  return false;
}

/** When a channel was last told that an alert is on; `null` where it was not. */
function knownToldAt(desk: Desk, alertId: string, channel: string): number | null {
  const reached = toldSinceOn(desk.told.get(alertId) ?? [], channel).filter(isStanding);
  return reached.at(-1)?.createdAt ?? null;
}

interface FirstDue {
  readonly alert: Alert;
  readonly destination: Destination;
  readonly groupKey: string;
  readonly now: number;
}

/**
 * When a new alert of a group is told: a group that was told waits for `group_interval`, one that waits takes it along,
 * a new one waits for `group_wait`, unless the alert is older than that.
 */
function firstDue(desk: Desk, { alert, destination, groupKey, now }: FirstDue): number {
  const { groupWait, groupInterval } = destination;
  const { toldAt, waitingDue } = desk.groupTimes(groupKey);
  if (Number.isFinite(toldAt) && !eventTypes.has(alert.type)) {
    // A clock that was put back must not make it wait longer than it would have.
    return Math.min(Math.max(now, toldAt + groupInterval), now + groupInterval);
  }
  if (Number.isFinite(waitingDue)) return Math.min(waitingDue, now + groupWait);
  return alert.firstSeenAt + groupWait <= now ? now : now + groupWait;
}

/** Whether there is something to do about a telling by now. */
export function isDue({ dueAt }: Telling, now: number): boolean {
  return dueAt !== null && dueAt <= now;
}
