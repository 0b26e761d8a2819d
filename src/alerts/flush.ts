import { formatDuration } from "../lib/duration.ts";
import type { Alert } from "../model/alert.ts";
import type { HeldBy, Telling } from "../model/alerting.ts";
import { eventTypes } from "../model/signal.ts";
import { type Desk, engineName } from "./desk.ts";
import { type DigestPart, tellDigests } from "./digest.ts";
import { byWeight, type Due, type FlushContext, mostAlerts, wasTold } from "./due.ts";
import { nextTime } from "./ends.ts";
import { heldBy, holdText } from "./hold.ts";
import { limitHold } from "./limits.ts";
import { noticeOf } from "./notice.ts";
import type { Policy } from "./policy.ts";
import type { Destination } from "./route.ts";
import { directPath, refusal } from "./route.ts";
import { isDue, planTellings } from "./tellings.ts";
import { hasArrived, isWaiting, toldSinceOn } from "./told-so-far.ts";

/**
 * Tells what is due in these groups: what was held back by time intervals and limits in digests first, then each group's
 * new alerts, changes, repeats and escalations, in one notification for a group.
 */
export function flush(desk: Desk, groupKeys: Iterable<string>, context: FlushContext): void {
  const ready: Due[] = [];
  const parts: DigestPart[] = [];
  for (const telling of dueTellings(desk, groupKeys, context)) {
    const due = judge(desk, telling, context);
    if (due === null) continue;
    const held = telling.heldBy?.kind;
    if (held === "mute" || held === "limit") parts.push({ ...due, hold: telling.heldBy as HeldBy });
    else if (telling.state === "over") desk.dropTelling(telling);
    else ready.push(due);
  }
  tellDigests(desk, parts, context);
  for (const group of Map.groupBy(ready, ({ telling }) => telling.groupKey).values())
    tellGroup(desk, group, context);
}

function dueTellings(desk: Desk, groupKeys: Iterable<string>, { now }: FlushContext): Telling[] {
  return [...new Set(groupKeys)].flatMap((key) => desk.groupOf(key).filter((one) => isDue(one, now)));
}

/** What is to be done about a telling now; `null` where that is nothing, and then its next date is set. */
function judge(desk: Desk, telling: Telling, context: FlushContext): Due | null {
  const { now, policyOf } = context;
  const alert = desk.alerts.get(telling.alertId);
  if (alert === undefined || isForgotten(alert, telling)) {
    desk.dropTelling(telling);
    return null;
  }
  const policy = policyOf(alert.labels);
  const route =
    telling.state === "over" ? policy.router.direct(telling.channel) : routeOf(telling, alert, policy);
  if (route === null) return reroute(desk, { telling, alert, policy }, now);
  if (alert.status === "acknowledged" && isQuietOnceTaken(telling, alert, context))
    return stop(desk, telling);
  const mark = desk.markOf(alert.fingerprint);
  const hold = heldBy({ alert, mark, route }, desk.quiet, policy, now);
  if (hold === null) return { telling, alert, policy, route };
  postpone(desk, { telling, alert, policy, route }, hold, now);
  return null;
}

/** An alert that is over has nothing to be told here, but events and what a digest shall name. */
function isForgotten({ status, type }: Alert, { state }: Telling): boolean {
  const closed = status === "resolved" || status === "expired";
  return closed && state !== "over" && !(eventTypes.has(type) && state === "waiting");
}

/** An acknowledgement stops repeats and escalation; what was never told here, and news, are told. */
function isQuietOnceTaken({ state, step }: Telling, { id }: Alert, { news }: FlushContext): boolean {
  return step > 0 || (state === "told" && !news.has(id));
}

function stop(desk: Desk, telling: Telling): null {
  if (telling.step > 0) desk.dropTelling(telling);
  else desk.saveTelling({ ...telling, dueAt: null, heldBy: null });
  return null;
}

/** The route a telling belongs to, as the settings are now; `null` where none leads to its channel any more. */
function routeOf({ channel, path, step }: Telling, alert: Alert, policy: Policy): Destination | null {
  const { router } = policy;
  if (step > 0 && !escalatesTo(channel, alert, policy)) return null;
  if (step > 0 || path === directPath) {
    const direct = { ...router.direct(channel), path };
    return refusal(alert, direct, router.channels) === null ? direct : null;
  }
  return policy.routesFor(alert).destinations.find((one) => one.channel === channel) ?? null;
}

/** Whether the routes still have a step that leads there. */
function escalatesTo(channel: string, alert: Alert, policy: Policy): boolean {
  const routes = [policy.router.direct(channel), ...policy.routesFor(alert).destinations];
  return routes.some(({ escalate }) => escalate.some((one) => one.channel === channel));
}

/** The routes have changed: who was told hears the end; who was not is told no more, and others are in his place. */
function reroute(
  desk: Desk,
  { telling, alert, policy }: Pick<Due, "telling" | "alert" | "policy">,
  now: number,
): null {
  if (telling.state === "told") desk.saveTelling({ ...telling, dueAt: null });
  else desk.dropTelling(telling);
  if (telling.step > 0 || alert.status === "resolved" || alert.status === "expired") return null;
  const { destinations } = policy.routesFor(alert);
  planTellings(desk, { alert, destinations, news: false, now });
  return null;
}

/** Held back: looked at again when that ends, and at least as often as a group is. The history says it once. */
function postpone(desk: Desk, { telling, alert, route }: Due, hold: HeldBy, now: number): void {
  const { until } = hold;
  const again = now + route.groupInterval;
  const dueAt = until !== null && until > now ? Math.min(until, again) : again;
  desk.saveTelling({ ...telling, dueAt, heldBy: hold });
  const known = telling.heldBy?.kind === hold.kind && telling.heldBy.name === hold.name;
  if (known || telling.state !== "waiting") return;
  const note = `not told to ${telling.channel}: ${holdText(hold)}`;
  desk.addEvent({ alertId: alert.id, at: now, kind: "held", by: engineName, note });
}

function tellGroup(desk: Desk, group: readonly Due[], context: FlushContext): void {
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
  send(desk, { kind: repeat && knowAll ? "repeat" : "firing", reason, dues: alerts }, context);
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
    const route = routeOf(telling, alert, policy);
    if (route === null) return [];
    const mark = desk.markOf(alert.fingerprint);
    return heldBy({ alert, mark, route }, desk.quiet, policy, context.now) === null
      ? [{ telling, alert, policy, route }]
      : [];
  });
}

function reasonOf(desk: Desk, fresh: readonly Due[], { news }: FlushContext): string {
  const [first] = fresh;
  if (first === undefined) return "";
  const texts = new Set(fresh.flatMap(({ alert }) => news.get(alert.id) ?? []));
  const [text] = texts;
  if (text !== undefined) return texts.size === 1 ? text : `${texts.size} alerts changed`;
  if (eventTypes.has(first.alert.type)) return "an event";
  const before = desk.told.get(first.alert.id)?.some(({ channel }) => channel === first.telling.channel);
  if (before) return "first notification: it was not told here before";
  const was = first.telling.heldBy;
  return was === null
    ? "first notification"
    : `first notification: ${holdText({ ...was, until: null })} has ended`;
}

function repeatReason(group: readonly Due[]): string {
  const held = group.find(({ telling }) => telling.heldBy !== null)?.telling.heldBy ?? null;
  return held === null ? "repeat interval elapsed" : `${holdText({ ...held, until: null })} has ended`;
}

function tellEscalation(desk: Desk, group: readonly Due[], context: FlushContext): void {
  const [first] = group;
  if (first === undefined) return;
  const since = Math.min(...group.map(({ alert }) => alert.firstSeenAt));
  const reason = `nobody has acknowledged it for ${formatDuration(Math.max(0, context.now - since))}`;
  send(desk, { kind: "escalation", reason, dues: group.toSorted(byWeight) }, context);
}

interface Message {
  readonly kind: "firing" | "repeat" | "escalation";
  readonly reason: string;
  readonly dues: readonly Due[];
}

function send(desk: Desk, { kind, reason, dues }: Message, context: FlushContext): void {
  const { now, newId } = context;
  for (let from = 0; from < dues.length; from += mostAlerts) {
    const part = dues.slice(from, from + mostAlerts);
    const [first] = part;
    if (first === undefined) return;
    const { channel } = first.telling;
    const alerts = part.map(({ alert }) => alert);
    const createdAt = nextTime(desk, alerts, channel, now);
    const externalUrl = first.policy.settings.external_url;
    if (kind !== "escalation") replaceOlder(desk, alerts, channel, reason);
    desk.addNotification(
      noticeOf({ id: newId(), channel, kind, reason, alerts, now, createdAt, externalUrl }),
    );
    desk.counts.set(channel, (desk.counts.get(channel) ?? 0) + 1);
  }
  for (const due of dues) wasTold(desk, due, now);
}

/** What still waits and says less than the new message does is not sent any more. */
function replaceOlder(desk: Desk, alerts: readonly Alert[], channel: string, reason: string): void {
  const covered = new Set(alerts.map(({ id }) => id));
  const older = new Set(
    alerts.flatMap(({ id }) =>
      (desk.told.get(id) ?? [])
        .filter((record) => record.channel === channel && isWaiting(record) && saysItIsOn(record.kind))
        .map(({ notificationId }) => notificationId),
    ),
  );
  for (const id of older) {
    const waiting = desk.waiting.get(id);
    if (waiting?.alertIds.every((alertId) => covered.has(alertId)))
      desk.withdraw(id, `newer news took its place: ${reason}`);
  }
}

function saysItIsOn(kind: string): boolean {
  return kind === "firing" || kind === "repeat";
}
