import type { Alert, Notification } from "../model/alert.ts";
import type { ToldRecord } from "../model/alerting.ts";
import type { Desk } from "./desk.ts";
import type { EndContext, Ended } from "./ended.ts";
import { noticeOf } from "./notice.ts";
import { isWaiting } from "./told-so-far.ts";

/** Takes back what nobody was sent yet; answers what must stay, because it may have arrived and is about others too. */
export function withdrawWaiting(
  desk: Desk,
  ended: readonly Ended[],
  context: EndContext,
): ReadonlySet<string> {
  const kept = new Set<string>();
  const seen = new Set<string>();
  for (const { alert } of ended)
    for (const record of desk.told.get(alert.id) ?? []) {
      if (!isWaiting(record) || seen.has(record.notificationId)) continue;
      seen.add(record.notificationId);
      if (!takeBack(desk, record, context)) kept.add(record.notificationId);
    }
  return kept;
}

function takeBack(desk: Desk, record: ToldRecord, context: EndContext): boolean {
  const waiting = desk.waiting.get(record.notificationId);
  if (waiting === undefined) return true;
  const rest = waiting.alertIds.flatMap((id) => openAlert(desk, id));
  if (rest.length > 0 && record.uncertain) return false;
  desk.withdraw(waiting.id, "it was over before this could be told");
  if (rest.length > 0)
    desk.addNotification(aboutTheRest(waiting, rest, context.newId(), urlOf(rest, context)));
  return true;
}

function aboutTheRest(
  { channel, kind, reason, createdAt, dueAt }: Notification,
  alerts: readonly Alert[],
  id: string,
  externalUrl: string | undefined,
): Notification {
  const request = { id, channel, kind, reason: reason ?? "", alerts, now: createdAt, createdAt, externalUrl };
  return { ...noticeOf(request), dueAt };
}

function openAlert(desk: Desk, id: string): Alert[] {
  const alert = desk.alerts.get(id);
  return alert === undefined || alert.status === "resolved" || alert.status === "expired" ? [] : [alert];
}

export function urlOf(
  [first]: readonly Alert[],
  { policyOf }: Pick<EndContext, "policyOf">,
): string | undefined {
  return policyOf(first?.labels ?? {}).settings.external_url;
}
