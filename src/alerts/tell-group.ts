import { formatDuration } from "../lib/duration.ts";
import { eventTypes } from "../model/signal.ts";
import type { Desk } from "./desk.ts";
import { byWeight, type Due, type FlushContext, wasTold } from "./due.ts";
import { reasonOf, repeatReason } from "./group-reason.ts";
import { heldBy } from "./hold.ts";
import { limitHold } from "./limits.ts";
import { postpone } from "./postpone.ts";
import { sendNotices } from "./send-notices.ts";
import { routeOfTelling } from "./telling-route.ts";
import { hasArrived, isWaiting, toldSinceOn } from "./told-so-far.ts";

/** Tells one group what is due in it: new alerts and changes, else a repeat; or an escalation. */
export function tellGroup(desk: Desk, group: readonly Due[], context: FlushContext): void {
  const [first] = group;
  if (first === undefined) return;
  if (first.telling.step > 0) tellEscalation(desk, group, context);
  else tellNewOrAgain(desk, group, first, context);
}

function tellNewOrAgain(desk: Desk, group: readonly Due[], first: Due, context: FlushContext): void {
  const fresh = group.filter(
    ({ telling, alert }) => telling.state === "waiting" || context.news.has(alert.id),
  );
  const main = fresh.length > 0 ? fresh : group;
  const listed = [...main.toSorted(byWeight), ...alsoOn(desk, first, context).toSorted(byWeight)];
  const alerts = [...new Map(listed.map((due) => [due.alert.id, due])).values()];
  const repeat = fresh.length === 0;
  if (repeat && group.every(({ alert }) => waitsThere(desk, alert.id, first.telling.channel))) {
    for (const due of group) wasTold(desk, due, context.now);
    return;
  }
  const hold = limitHold(
    desk,
    { channel: first.telling.channel, alerts: alerts.map(({ alert }) => alert) },
    context,
  );
  if (hold !== null) {
    for (const due of group) postpone(desk, due, hold, context.now);
    return;
  }
  const reason = repeat ? repeatReason(group) : reasonOf(desk, fresh, context);
  const knowAll = alerts.every(({ alert }) => hasHeard(desk, alert.id, first.telling.channel));
  sendNotices(desk, { kind: repeat && knowAll ? "repeat" : "firing", reason, dues: alerts }, context);
}

/** Whether a message that an alert is on still waits for a channel: then there is nothing to repeat. */
function waitsThere(desk: Desk, alertId: string, channel: string): boolean {
  return toldSinceOn(desk.told.get(alertId) ?? [], channel).some(isWaiting);
}

function hasHeard(desk: Desk, alertId: string, channel: string): boolean {
  return toldSinceOn(desk.told.get(alertId) ?? [], channel).some(hasArrived);
}

/** The other alerts of a group that are on and were told: a notification says how the whole group stands. */
function alsoOn(desk: Desk, first: Due, context: FlushContext): Due[] {
  if (eventTypes.has(first.alert.type)) return [];
  return desk.groupOf(first.telling.groupKey).flatMap((telling) => {
    const alert = desk.alerts.get(telling.alertId);
    if (telling.state !== "told" || alert === undefined || alert.status !== "active") return [];
    const policy = context.policyOf(alert.labels);
    const route = routeOfTelling(telling, alert, policy);
    if (route === null) return [];
    const mark = desk.markOf(alert.fingerprint);
    return heldBy({ alert, mark, route }, desk.quiet, policy, context.now) === null
      ? [{ telling, alert, policy, route }]
      : [];
  });
}

function tellEscalation(desk: Desk, group: readonly Due[], context: FlushContext): void {
  const [first] = group;
  if (first === undefined) return;
  const since = Math.min(...group.map(({ alert }) => alert.firstSeenAt));
  const reason = `nobody has acknowledged it for ${formatDuration(Math.max(0, context.now - since))}`;
  sendNotices(desk, { kind: "escalation", reason, dues: group.toSorted(byWeight) }, context);
}
