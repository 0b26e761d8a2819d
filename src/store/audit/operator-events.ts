import { hash, randomUUID } from "node:crypto";
import { canonicalJson, type Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Silence } from "../../model/alerting.ts";
import { type AuditEvent, storeChain } from "../../model/audit-entry.ts";
import type { Acceptance } from "../../model/stream-history.ts";
import type { AlertEventRow, AlertRow } from "../tables/alerts.ts";

type Parts = Pick<AuditEvent, "key" | "at" | "kind" | "actor" | "body"> & {
  readonly runId?: string | null;
  readonly stream?: string | null;
};

/** An event for the store's chain. */
export function ofStore({ runId = null, stream = null, ...parts }: Parts): AuditEvent {
  return { ...parts, chain: storeChain, runId, stream };
}

/** What of an alert its entries name, since the account outlives it. */
export type AccountedAlert = Pick<AlertRow, "name" | "type" | "severity" | "run_id">;

/** A transition of an alert. Of the note only a digest: it proves the one that is kept with the alert, and holds no value. */
export function alertTransition(row: AlertEventRow, alert: AccountedAlert | undefined): AuditEvent {
  const { alert_id, number, at, kind, by, note } = row;
  return ofStore({
    ...{ key: `alert ${alert_id} ${number}`, at, kind: "alert_transition", actor: by },
    runId: alert?.run_id ?? null,
    body: {
      ...{ alert_id, number, transition: kind, name: alert?.name ?? null, type: alert?.type ?? null },
      severity: alert?.severity ?? null,
      note_sha256: note === null ? null : digest(note),
    },
  });
}

/** That a silence was made, or ended before its time; nothing for other changes of it. */
export function silenceEvents(silence: Silence, before: Silence | null, now: number): AuditEvent[] {
  const { id, matchers, startsAt, endsAt, createdAt, createdBy, comment, expiredBy } = silence;
  const until = toTimestamp(endsAt);
  if (before === null) {
    const body = {
      id,
      matchers,
      starts_at: toTimestamp(startsAt),
      ends_at: until,
      comment_sha256: digest(comment),
    };
    return [
      ofStore({ key: `silence_added ${id}`, at: createdAt, kind: "silence_added", actor: createdBy, body }),
    ];
  }
  if (before.endsAt === endsAt && before.expiredBy === expiredBy) return [];
  const kind = expiredBy === null ? "silence_changed" : "silence_expired";
  const body = { id, ends_at: until };
  return [ofStore({ key: `${kind} ${id} ${until}`, at: now, kind, actor: expiredBy ?? createdBy, body })];
}

/** A person made something the new normal. */
export function acceptanceEvent(acceptance: Acceptance): AuditEvent {
  const { project, environment, job, stream, metric, runId, hash: schemaSha256, at, by } = acceptance;
  const body = { project, environment, job, metric, schema_sha256: schemaSha256, run_id: runId };
  const key = `baseline_accepted ${stream} ${at} ${canonicalJson(body)}`;
  return ofStore({ key, at, kind: "baseline_accepted", actor: by, runId, stream, body });
}

/** A rule that was made, changed or taken away through API or dashboard; its content as a digest. */
export function ruleEvent(change: {
  readonly project: string;
  readonly name: string;
  /** `null` where it is gone. */
  readonly rule: Json | null;
  readonly by: string;
  readonly now: number;
}): AuditEvent {
  const { project, name, rule, by, now } = change;
  return ofStore({
    ...{
      key: `rule ${randomUUID()}`,
      at: now,
      kind: rule === null ? "rule_removed" : "rule_saved",
      actor: by,
    },
    body: { project, name, rule_sha256: rule === null ? null : digest(canonicalJson(rule)) },
  });
}

/** What was taken away because it was too old. */
export function retentionEvent({
  what,
  dropped,
  before,
  now,
}: {
  readonly what: string;
  readonly dropped: number;
  readonly before: number;
  readonly now: number;
}): AuditEvent {
  const body = { what, dropped, before: toTimestamp(before) };
  return ofStore({
    ...{ key: `retention ${randomUUID()}`, at: now, kind: "retention", actor: "pitchpipe", body },
  });
}

function digest(text: string): string {
  return hash("sha256", text, "hex");
}
