import type { HeldBy } from "../model/alerting.ts";
import type { Desk } from "./desk.ts";
import { byWeight, type Due, type FlushContext, mostAlerts, wasTold } from "./due.ts";
import { holdText } from "./hold.ts";
import { limitHold } from "./limits.ts";
import { nextTime } from "./next-time.ts";
import { noticeOf } from "./notice.ts";

/** What was held back, and by what. */
export type DigestPart = Due & { readonly hold: HeldBy };

/** Tells each channel in one message what was held back from it; also what came and went meanwhile. */
export function tellDigests(desk: Desk, parts: readonly DigestPart[], context: FlushContext): void {
  for (const ofChannel of Map.groupBy(parts, ({ telling }) => telling.channel).values())
    tellDigest(desk, ofChannel.toSorted(byWeight), context);
}

function tellDigest(desk: Desk, parts: readonly DigestPart[], context: FlushContext): void {
  const [first] = parts;
  if (first === undefined) return;
  const { channel } = first.telling;
  const { now, newId } = context;
  const hold = limitHold(desk, { channel, alerts: parts.map(({ alert }) => alert) }, context);
  if (hold !== null) {
    for (const { telling } of parts) desk.saveTelling({ ...telling, heldBy: hold, dueAt: hold.until });
    return;
  }
  const names = [...new Set(parts.map((part) => holdText({ ...part.hold, until: null })))];
  const reason = `held back by ${names.join(" and ")}`;
  for (let from = 0; from < parts.length; from += mostAlerts) {
    const alerts = parts.slice(from, from + mostAlerts).map(({ alert }) => alert);
    const createdAt = nextTime(desk, alerts, channel, now);
    const externalUrl = first.policy.settings.external_url;
    desk.addNotification(
      noticeOf({ id: newId(), channel, kind: "digest", reason, alerts, now, createdAt, externalUrl }),
    );
    desk.counts.set(channel, (desk.counts.get(channel) ?? 0) + 1);
  }
  for (const part of parts) wasTold(desk, part, now);
}
