import type { Alert } from "../model/alert.ts";
import type { Telling } from "../model/alerting.ts";
import type { Desk } from "./desk.ts";
import { groupKeyOf } from "./group-key.ts";
import { inhibitedBy } from "./inhibition.ts";
import { windowStart } from "./limits.ts";
import type { Policy } from "./policy.ts";
import type { AlertTransaction } from "./ports.ts";
import { type Destination, matchable } from "./route.ts";
import { isWaiting } from "./told-so-far.ts";

/** More silences than this are not looked at; those that end last are. */
const mostSilences = 100_000;

/** An alert that is decided on, and where it shall go. */
export interface Wanted {
  readonly alert: Alert;
  readonly destinations: readonly Destination[];
}

interface LoadContext {
  readonly now: number;
  readonly policyOf: (labels: Alert["labels"]) => Policy;
}

/** Loads all that decides who is told of these alerts: groups, what was told, what keeps quiet, limits. Few queries. */
export async function loadTelling(
  tx: AlertTransaction,
  desk: Desk,
  wanted: readonly Wanted[],
  context: LoadContext,
): Promise<void> {
  const ids = wanted.map(({ alert }) => alert.id);
  desk.load({ tellings: await tx.tellings.ofAlerts(ids), told: await tx.outbox.toldOf(ids) });
  await loadGroups(tx, desk, wanted);
  await loadQuiet(tx, desk, context);
  await loadLimits(tx, desk, wanted, context);
}

/** The other alerts of the groups, and what waits to be sent about any of them. */
async function loadGroups(tx: AlertTransaction, desk: Desk, wanted: readonly Wanted[]): Promise<void> {
  const keys = new Set<string>();
  for (const { alert, destinations } of wanted) {
    for (const destination of destinations) keys.add(groupKeyOf(alert, destination));
    for (const { groupKey } of desk.tellingsOf(alert.id)) keys.add(groupKey);
  }
  const tellings = await tx.tellings.ofGroups([...keys]);
  desk.load({ tellings });
  await loadMembers(tx, desk, tellings);
  const waiting = [...desk.told.values()].flatMap((records) =>
    records.filter(isWaiting).map(({ notificationId }) => notificationId),
  );
  const notifications = await tx.outbox.getMany(waiting);
  for (const notification of notifications) desk.waiting.set(notification.id, notification);
  await loadAlerts(
    tx,
    desk,
    notifications.flatMap(({ alertIds }) => alertIds),
  );
}

async function loadMembers(tx: AlertTransaction, desk: Desk, tellings: readonly Telling[]): Promise<void> {
  const ids = tellings.map(({ alertId }) => alertId);
  const unknown = ids.filter((id) => !desk.told.has(id));
  desk.load({ told: await tx.outbox.toldOf(unknown) });
  await loadAlerts(tx, desk, ids);
}

/** Puts alerts on the desk that are not there yet, with what is remembered of them. */
export async function loadAlerts(tx: AlertTransaction, desk: Desk, ids: readonly string[]): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => !desk.alerts.has(id));
  if (missing.length === 0) return;
  const alerts = await tx.alerts.getMany(missing);
  desk.load({
    alerts,
    marks: await tx.alertMarks.ofFingerprints(alerts.map(({ fingerprint }) => fingerprint)),
  });
}

async function loadQuiet(tx: AlertTransaction, desk: Desk, { now, policyOf }: LoadContext): Promise<void> {
  desk.loadSilences(await tx.silences.list({ endsAfter: now, limit: mostSilences }), now);
  const keys = [...desk.alerts.values()].flatMap((alert) =>
    inhibitedBy(policyOf(alert.labels).rules, matchable(alert)),
  );
  if (keys.length > 0) desk.load({ inhibitors: await tx.inhibitors.find(keys) });
}

/** How much of their limits channels have used; those that share a window's beginning are asked together. */
async function loadLimits(
  tx: AlertTransaction,
  desk: Desk,
  wanted: readonly Wanted[],
  { now, policyOf }: LoadContext,
): Promise<void> {
  const starts = new Map<number, Set<string>>();
  for (const { alert, destinations } of wanted)
    for (const channel of channelsOf(desk, alert, destinations)) {
      const limit = policyOf(alert.labels).limitsOf(channel);
      if (limit === null || desk.counts.has(channel)) continue;
      const start = windowStart(limit, now);
      starts.set(start, (starts.get(start) ?? new Set()).add(channel));
    }
  for (const [start, channels] of starts)
    for (const [channel, count] of await tx.outbox.countSince([...channels], start - 1))
      desk.counts.set(channel, count);
}

function channelsOf(desk: Desk, { id }: Alert, destinations: readonly Destination[]): Set<string> {
  return new Set([
    ...destinations.map(({ channel }) => channel),
    ...desk.tellingsOf(id).map(({ channel }) => channel),
  ]);
}
