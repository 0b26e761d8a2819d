import { formatDuration } from "../lib/duration.ts";
import type { Alert } from "../model/alert.ts";
import type { AlertMark } from "../model/alerting.ts";
import { Desk, engineName } from "./desk.ts";
import type { Ended } from "./ended.ts";
import { tellEnds } from "./ends.ts";
import type { EngineContext } from "./engine.ts";
import { withDue } from "./flapping.ts";
import { flush } from "./flush.ts";
import { changedRoutes, planChanged } from "./follow-routes.ts";
import { inhibits } from "./inhibition.ts";
import { resolve } from "./intake.ts";
import { loadAlerts, loadTelling } from "./load-desk.ts";
import type { AlertTransaction } from "./ports.ts";
import { matchable } from "./route.ts";
import { warnOfSilences } from "./silence-ending.ts";
import { syncInhibitors } from "./sync-inhibitors.ts";
import { writeDesk } from "./write-desk.ts";

/** What a pass of time did. */
export interface Advanced {
  readonly told: number;
  readonly expired: number;
  readonly ended: number;
  /** There may be more to do right now. */
  readonly more: boolean;
}

/** Things a piece of work looks at. */
const pieceSize = 500;

/** Does what time has made due, a piece of it: the ends of flapping and suppression, expiry, then who is to be told. */
export async function advance(tx: AlertTransaction, context: EngineContext): Promise<Advanced> {
  const { now, policy } = context;
  const desk = new Desk();
  await syncInhibitors(tx, desk, context);
  const marks = await tx.alertMarks.due(now, pieceSize);
  const silent = policy.ttl === null ? [] : await tx.alerts.openUnseenSince(now - policy.ttl, pieceSize);
  const due = await tx.tellings.due(now, pieceSize);
  desk.load({ marks, alerts: silent });
  await loadAlerts(
    tx,
    desk,
    [...marks, ...due].map(({ alertId }) => alertId),
  );
  const ids = new Set([...silent.map(({ id }) => id), ...[...marks, ...due].map(({ alertId }) => alertId)]);
  const rerouted = await changedRoutes(tx, desk, context);
  const alerts = [...ids].flatMap((id) => desk.alerts.get(id) ?? []);
  await loadTelling(
    tx,
    desk,
    [...alerts.map((alert) => ({ alert, destinations: [] })), ...rerouted],
    context,
  );
  const ended = [...marks.flatMap((mark) => markDue(desk, mark, context)), ...expire(desk, silent, context)];
  for (const { alert } of ended)
    desk.dropInhibitors(alert.id, inhibits(context.policyOf(alert.labels).rules, matchable(alert)));
  tellEnds(desk, ended, context);
  planChanged(desk, rerouted, now);
  // A telling whose alert is gone would be due for ever.
  for (const telling of due) if (!desk.alerts.has(telling.alertId)) desk.dropTelling(telling);
  flush(desk, groupsOf(desk, [...alerts, ...rerouted.map(({ alert }) => alert)]), {
    ...context,
    news: new Map(),
  });
  await warnOfSilences(tx, desk, context);
  const told = desk.changes().notifications.length;
  await writeDesk(tx, desk, now);
  const full = [marks, silent, due].some(({ length }) => length >= pieceSize);
  return { told, expired: silent.length, ended: ended.length - silent.length, more: full };
}

function groupsOf(desk: Desk, alerts: readonly Alert[]): Set<string> {
  return new Set(alerts.flatMap(({ id }) => desk.tellingsOf(id).map(({ groupKey }) => groupKey)));
}

/** A mark whose time has come: an end that was held back, calm after flapping, the end of a suppression. */
function markDue(desk: Desk, mark: AlertMark, context: EngineContext): Ended[] {
  const alert = desk.alerts.get(mark.alertId);
  if (alert === undefined) {
    desk.dropMark(mark.fingerprint);
    return [];
  }
  const awake = unsuppressDue(desk, mark, alert, context);
  return calmDue(desk, awake, context);
}

function unsuppressDue(desk: Desk, mark: AlertMark, alert: Alert, { now }: EngineContext): AlertMark {
  if (mark.suppressedUntil === null || mark.suppressedUntil > now) return mark;
  if (alert.status === "suppressed")
    unsuppress(desk, alert, { now, by: engineName, note: "its time has come" });
  return { ...mark, suppressedUntil: null };
}

/** The alert can be told again: what was kept back by its suppression is due now. */
export function unsuppress(
  desk: Desk,
  alert: Alert,
  { now, by, note }: { readonly now: number; readonly by: string; readonly note: string | null },
): void {
  desk.saveAlert({ ...alert, status: alert.acknowledgedBy === null ? "active" : "acknowledged" });
  desk.addEvent({ alertId: alert.id, at: now, kind: "unsuppressed", by, note });
  for (const telling of desk.tellingsOf(alert.id))
    if (telling.heldBy?.kind === "suppressed") desk.saveTelling({ ...telling, dueAt: now });
}

function calmDue(desk: Desk, mark: AlertMark, { now, policyOf }: EngineContext): Ended[] {
  const alert = desk.alerts.get(mark.alertId);
  const limit = policyOf(alert?.labels ?? {}).flapping;
  const within = limit?.within ?? 0;
  const last = mark.changes.at(-1);
  const calm = last === undefined || last + within <= now;
  const { ending, flappingSince } = mark;
  const next = calm ? { ...mark, changes: [], flappingSince: null, ending: null } : mark;
  desk.saveMark(withDue(next, within));
  if (!calm || flappingSince === null || alert === undefined) return [];
  if (ending === null) {
    const note = `it has not changed for ${formatDuration(within)}: it is on, and not flapping any more`;
    desk.addEvent({ alertId: alert.id, at: now, kind: "calm", by: engineName, note });
    return [];
  }
  if (alert.status === "resolved" || alert.status === "expired") return [];
  return [{ alert: resolve(desk, alert, ending.at), text: ending.note }];
}

function expire(desk: Desk, silent: readonly Alert[], { now, policy }: EngineContext): Ended[] {
  return silent.flatMap(({ id }) => {
    const alert = desk.alerts.get(id);
    if (alert === undefined || alert.status === "resolved") return [];
    const text = `It expired: nothing was heard of it for ${formatDuration(policy.ttl ?? 0)}.`;
    return [{ alert: resolve(desk, alert, now, "expired"), text }];
  });
}
