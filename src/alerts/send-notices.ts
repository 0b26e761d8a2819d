import type { Alert } from "../model/alert.ts";
import type { Desk } from "./desk.ts";
import { type Due, type FlushContext, mostAlerts, wasTold } from "./due.ts";
import { nextTime } from "./next-time.ts";
import { noticeOf } from "./notice.ts";
import { isWaiting } from "./told-so-far.ts";

/** What a group is told. */
interface Message {
  readonly kind: "firing" | "repeat" | "escalation";
  readonly reason: string;
  readonly dues: readonly Due[];
}

/** Puts a message in the outbox, in parts where it is about very many alerts, and notes who was told. */
export function sendNotices(desk: Desk, { kind, reason, dues }: Message, context: FlushContext): void {
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
