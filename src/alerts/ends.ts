import type { Alert } from "../model/alert.ts";
import { type EndNotice, endsOf, holdOf, namesLater } from "./channel-ends.ts";
import { type Desk, engineName } from "./desk.ts";
import type { EndContext, Ended } from "./ended.ts";
import { nextTime } from "./next-time.ts";
import { noticeOf } from "./notice.ts";
import { urlOf, withdrawWaiting } from "./withdraw-waiting.ts";

/**
 * Tells that alerts are over to every channel that was told they were on, or may have been, whatever the routes or mutes
 * say now. What still waits in the outbox is withdrawn; where nothing had arrived yet, one "fired and recovered" takes
 * its place. Ends of one commit that belong to one group are told together.
 */
export function tellEnds(desk: Desk, ended: readonly Ended[], context: EndContext): void {
  const groups = new Map<string, { readonly notice: EndNotice; readonly of: Ended[] }>();
  // First all that waits is cleared, so that a notification about several that are all over is withdrawn once.
  const before = new Map(ended.map(({ alert }) => [alert.id, desk.told.get(alert.id) ?? []]));
  const kept = withdrawWaiting(desk, ended, context);
  for (const one of ended) {
    const records = before.get(one.alert.id) ?? [];
    const ends = endsOf(desk, one, { records, kept, context });
    for (const { notice } of ends) {
      if (notice === null) continue;
      const key = `${notice.kind} ${notice.channel} ${groupOf(desk, one.alert, notice.channel)}`;
      const group = groups.get(key) ?? { notice, of: [] };
      groups.set(key, group);
      group.of.push(one);
    }
    const reason = ends
      .map(({ text }) => text)
      .filter(Boolean)
      .join("; ");
    note(desk, one, reason, context.now);
    settleTellings(desk, one.alert, context);
  }
  for (const { notice, of } of groups.values()) addEnd(desk, notice, of, context);
}

function addEnd(desk: Desk, notice: EndNotice, of: readonly Ended[], context: EndContext): void {
  const { now, newId } = context;
  const alerts = of.map(({ alert }) => alert);
  const externalUrl = urlOf(alerts, context);
  desk.addNotification(
    noticeOf({
      ...notice,
      id: newId(),
      alerts,
      now,
      createdAt: nextTime(desk, alerts, notice.channel, now),
      ending: of[0]?.text ?? "",
      externalUrl,
    }),
  );
}

function groupOf(desk: Desk, alert: Alert, channel: string): string {
  return desk.tellingsOf(alert.id).find((telling) => telling.channel === channel)?.groupKey ?? alert.id;
}

function note(desk: Desk, { alert, text, by }: Ended, reason: string, now: number): void {
  const words = [text, reason].filter(Boolean).join(" – ");
  const kind = alert.status === "expired" ? "expired" : "resolved";
  desk.addEvent({ alertId: alert.id, at: now, kind, by: by ?? engineName, note: words || null });
}

/** What was held back for a digest is named there; all else there was to tell has been told. */
function settleTellings(desk: Desk, alert: Alert, context: EndContext): void {
  for (const telling of desk.tellingsOf(alert.id)) {
    const hold =
      telling.step === 0 && telling.state === "waiting" ? holdOf(desk, alert, telling, context) : null;
    if (hold === null || !namesLater(hold)) desk.dropTelling(telling);
    else desk.saveTelling({ ...telling, state: "over", heldBy: hold, dueAt: hold.until ?? telling.dueAt });
  }
}
