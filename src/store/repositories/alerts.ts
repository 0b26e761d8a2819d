import { sql } from "kysely";
import type { AlertEvent } from "../../model/alert.ts";
import type { Dialect } from "../dialect.ts";
import type { AlertFilter, AlertRepository } from "../store.ts";
import type { Database } from "../tables.ts";
import { toAlert, toAlertEvent, toAlertRow } from "./alert-rows.ts";
import { defaultLimit, endOfPrefix, isOneOf, prefixLimit, type Queries } from "./queries.ts";

export function alertRepository({ dialect, read, write }: Queries): AlertRepository {
  return {
    get: (id) =>
      read(async (db) => {
        const row = await db.selectFrom("alerts").selectAll().where("id", "=", id).executeTakeFirst();
        return row === undefined ? null : toAlert(row);
      }),
    findByPrefix: (prefix) =>
      read(async (db) => {
        const query = db.selectFrom("alerts").selectAll().where("id", ">=", prefix);
        const found = query.where("id", "<", endOfPrefix(prefix)).orderBy("id").limit(prefixLimit);
        return (await found.execute()).map(toAlert);
      }),
    openByFingerprint: (fingerprint) =>
      read(async (db) => {
        const query = db.selectFrom("alerts").selectAll().where("fingerprint", "=", fingerprint);
        const row = await query.where("status", "not in", ["resolved", "expired"]).executeTakeFirst();
        return row === undefined ? null : toAlert(row);
      }),
    list: (filter) => read(async (db) => (await filtered(db, dialect, filter).execute()).map(toAlert)),
    save: (alert) =>
      write(async (db) => {
        const row = toAlertRow(alert);
        const insert = db.insertInto("alerts").values(row);
        await insert.onConflict((conflict) => conflict.column("id").doUpdateSet(row)).execute();
      }),
    appendEvent: (event) => write((db) => appendEvent(db, event)),
    events: (alertId) =>
      read(async (db) => {
        const query = db.selectFrom("alert_events").selectAll().where("alert_id", "=", alertId);
        return (await query.orderBy("number").execute()).map(toAlertEvent);
      }),
  };
}

function filtered(db: Database, dialect: Dialect, filter: AlertFilter) {
  const { statuses, types, severities, runId, labels } = filter;
  let query = db.selectFrom("alerts").selectAll();
  if (statuses !== undefined) query = query.where(isOneOf("status", statuses));
  if (types !== undefined) query = query.where(isOneOf("type", types));
  if (severities !== undefined) query = query.where(isOneOf("severity", severities));
  if (runId !== undefined) query = query.where("run_id", "=", runId);
  for (const [name, value] of Object.entries(labels ?? {}))
    query = query.where(hasLabel(dialect, name, value));
  return query
    .orderBy("last_seen_at", "desc")
    .orderBy("id", "desc")
    .limit(filter.limit ?? defaultLimit);
}

/**
 * Looks for the label in the JSON text as we wrote it: a quote inside a string is always escaped there, so `{"a":"b"`
 * and `,"a":"b"` stand only where the label does. An empty value equals a missing one.
 */
function hasLabel(dialect: Dialect, name: string, value: string) {
  const stands = (text: string) => sql<number>`${sql.raw(dialect.indexOf)}(labels, ${text})`;
  const key = `${JSON.stringify(name)}:`;
  const pair = key + JSON.stringify(value);
  const present = sql<boolean>`(${stands(`{${pair}`)} > 0 or ${stands(`,${pair}`)} > 0)`;
  if (value !== "") return present;
  return sql<boolean>`(${present} or (${stands(`{${key}`)} = 0 and ${stands(`,${key}`)} = 0))`;
}

async function appendEvent(db: Database, event: AlertEvent): Promise<void> {
  const { last } = await db
    .selectFrom("alert_events")
    .select(({ fn }) => fn.max("number").as("last"))
    .where("alert_id", "=", event.alertId)
    .executeTakeFirstOrThrow();
  const { alertId, at, kind, by, note } = event;
  await db
    .insertInto("alert_events")
    .values({ alert_id: alertId, number: (last ?? 0) + 1, at, kind, by, note })
    .execute();
}
