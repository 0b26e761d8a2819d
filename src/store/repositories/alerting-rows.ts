import type { AlertMark, HeldBy, Silence, Telling } from "../../model/alerting.ts";
import type { AlertMarkRow, SilenceRow, TellingRow } from "../tables/alerting.ts";

export function toSilenceRow(silence: Silence): SilenceRow {
  return {
    id: silence.id,
    matchers: JSON.stringify(silence.matchers),
    starts_at: silence.startsAt,
    ends_at: silence.endsAt,
    created_at: silence.createdAt,
    created_by: silence.createdBy,
    comment: silence.comment,
    expired_by: silence.expiredBy,
    warned_at: silence.warnedAt,
    alert_id: silence.alertId,
  };
}

export function toSilence(row: SilenceRow): Silence {
  return {
    id: row.id,
    matchers: JSON.parse(row.matchers) as string[],
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    comment: row.comment,
    expiredBy: row.expired_by,
    warnedAt: row.warned_at,
    alertId: row.alert_id,
  };
}

export function toTellingRow(telling: Telling): TellingRow {
  return {
    alert_id: telling.alertId,
    channel: telling.channel,
    step: telling.step,
    path: telling.path,
    group_key: telling.groupKey,
    state: telling.state,
    due_at: telling.dueAt,
    told_at: telling.toldAt,
    held_kind: telling.heldBy?.kind ?? null,
    held_name: telling.heldBy?.name ?? null,
    held_until: telling.heldBy?.until ?? null,
  };
}

export function toTelling(row: TellingRow): Telling {
  return {
    alertId: row.alert_id,
    channel: row.channel,
    step: row.step,
    path: row.path,
    groupKey: row.group_key,
    state: row.state as Telling["state"],
    dueAt: row.due_at,
    toldAt: row.told_at,
    heldBy: heldByOf(row),
  };
}

function heldByOf({ held_kind, held_name, held_until }: TellingRow): HeldBy | null {
  if (held_kind === null) return null;
  return { kind: held_kind as HeldBy["kind"], name: held_name ?? "", until: held_until };
}

export function toMarkRow(mark: AlertMark): AlertMarkRow {
  return {
    fingerprint: mark.fingerprint,
    alert_id: mark.alertId,
    changes: JSON.stringify(mark.changes),
    flapping_since: mark.flappingSince,
    ending_at: mark.ending?.at ?? null,
    ending_note: mark.ending?.note ?? null,
    suppressed_until: mark.suppressedUntil,
    until_green: mark.untilGreen ? 1 : 0,
    due_at: mark.dueAt,
  };
}

export function toMark(row: AlertMarkRow): AlertMark {
  return {
    fingerprint: row.fingerprint,
    alertId: row.alert_id,
    changes: JSON.parse(row.changes) as number[],
    flappingSince: row.flapping_since,
    ending: row.ending_at === null ? null : { at: row.ending_at, note: row.ending_note ?? "" },
    suppressedUntil: row.suppressed_until,
    untilGreen: row.until_green === 1,
    dueAt: row.due_at,
  };
}
