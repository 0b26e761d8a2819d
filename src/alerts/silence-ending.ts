import type { Alert } from "../model/alert.ts";
import type { Silence } from "../model/alerting.ts";
import type { Desk } from "./desk.ts";
import { mostAlerts } from "./due.ts";
import type { EngineContext } from "./engine.ts";
import { nextTime } from "./next-time.ts";
import { noticeOf } from "./notice.ts";
import { openAlerts } from "./open-alerts.ts";
import type { AlertTransaction } from "./ports.ts";
import { matchable } from "./route.ts";
import { isOn, silenceFits } from "./silence.ts";

const mostSilences = 100_000;

/** How long before its end a silence is spoken of: a tenth of its time, at least five minutes and at most an hour. */
function warnsBefore({ startsAt, endsAt }: Pick<Silence, "startsAt" | "endsAt">): number {
  return Math.min(3_600_000, Math.max(5 * 60_000, (endsAt - startsAt) / 10));
}

/** Tells those whom a silence keeps quiet that it ends soon, where it still keeps something back; once. */
export async function warnOfSilences(
  tx: AlertTransaction,
  desk: Desk,
  context: EngineContext,
): Promise<void> {
  const { now } = context;
  const all = await tx.silences.list({ endsAfter: now, limit: mostSilences });
  const ending = all.filter(
    (silence) =>
      silence.warnedAt === null && isOn(silence, now) && silence.endsAt - warnsBefore(silence) <= now,
  );
  if (ending.length === 0) return;
  const matched = await matchedBy(tx, desk, ending);
  for (const silence of ending) {
    tellOfEnd(desk, silence, matched.get(silence.id) ?? [], context);
    await tx.silences.save({ ...silence, warnedAt: now });
  }
}

/** The open alerts that each silence keeps quiet, found in one look through them. */
async function matchedBy(
  tx: AlertTransaction,
  desk: Desk,
  silences: readonly Silence[],
): Promise<ReadonlyMap<string, Alert[]>> {
  const matched = new Map<string, Alert[]>();
  for await (const held of openAlerts(tx)) {
    const alert = desk.alerts.get(held.id) ?? held;
    if (alert.status === "resolved" || alert.status === "expired") continue;
    for (const silence of silences)
      if (silenceFits(silence, matchable(alert)))
        matched.set(silence.id, [...(matched.get(silence.id) ?? []), alert]);
  }
  return matched;
}

function tellOfEnd(desk: Desk, silence: Silence, alerts: readonly Alert[], context: EngineContext): void {
  const { now, newId, policyOf } = context;
  const byChannel = new Map<string, Alert[]>();
  for (const alert of alerts)
    for (const { channel } of policyOf(alert.labels).routesFor(alert).destinations)
      byChannel.set(channel, [...(byChannel.get(channel) ?? []), alert]);
  const minutes = Math.max(1, Math.round((silence.endsAt - now) / 60_000));
  const about = silence.comment === "" ? "" : ` (${silence.comment})`;
  const reason = `the silence of ${silence.createdBy}${about} ends in ${minutes} min and still matches`;
  for (const [channel, of] of byChannel) {
    const shown = of.slice(0, mostAlerts);
    const externalUrl = policyOf(of[0]?.labels ?? {}).settings.external_url;
    const createdAt = nextTime(desk, shown, channel, now);
    desk.addNotification(
      noticeOf({
        id: newId(),
        channel,
        kind: "silence_ending",
        reason,
        alerts: shown,
        now,
        createdAt,
        externalUrl,
      }),
    );
  }
}
