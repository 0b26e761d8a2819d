import { sql } from "kysely";
import type { Alert, AlertEvent } from "../../model/alert.ts";
import type { AuditAccount } from "../audit/audit-account.ts";
import { type AccountedAlert, alertTransition } from "../audit/operator-events.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import type { AlertFilter, AlertRepository } from "../store.ts";
import type { AlertEventRow, AlertRow } from "../tables/alerts.ts";
import type { Database } from "../tables.ts";
import { alertColumns, toAlert, toAlertEvent, toAlertRow } from "./alert-rows.ts";
import { inPieces } from "./many.ts";
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
    getMany: (ids) =>
      read(async (db) => {
        const rows = await inPieces(ids, (piece) =>
          db.selectFrom("alerts").selectAll().where("id", "in", piece).execute(),
        );
        return rows.map(toAlert);
      }),
    openByFingerprint: (fingerprint) =>
      read(async (db) => {
        const query = db.selectFrom("alerts").selectAll().where("fingerprint", "=", fingerprint);
        const row = await query.where("status", "not in", ["resolved", "expired"]).executeTakeFirst();
        return row === undefined ? null : toAlert(row);
      }),
    openByFingerprints: (fingerprints) =>
      read(async (db) => {
        const rows = await inPieces(fingerprints, (piece) =>
          openAlerts(db).where("fingerprint", "in", piece).execute(),
        );
        return rows.map(toAlert);
      }),
    lastByFingerprints: (fingerprints, since) => read((db) => lastByFingerprints(db, fingerprints, since)),
    openPage: ({ after, limit }) =>
      read(async (db) => {
        const query = openAlerts(db).where("id", ">", after).orderBy("id").limit(limit);
        return (await query.execute()).map(toAlert);
      }),
    openUnseenSince: (time, limit) =>
      read(async (db) => {
        const query = openAlerts(db).where("last_seen_at", "<", time);
        const ordered = query.orderBy("last_seen_at").orderBy("id").limit(limit);
        return (await ordered.execute()).map(toAlert);
      }),
    list: (filter) => read(async (db) => (await filtered(db, dialect, filter).execute()).map(toAlert)),
    save: (alert) =>
      write(async (db) => {
        const row = toAlertRow(alert);
        const insert = db.insertInto("alerts").values(row);
        await insert.onConflict((conflict) => conflict.column("id").doUpdateSet(row)).execute();
      }),
    saveAll: (alerts) => write((db) => saveAll(db, dialect, alerts)),
    appendEvent: (event) => write((db, account) => appendEvents(db, dialect, [event], account)),
    appendEvents: (events) => write((db, account) => appendEvents(db, dialect, events, account)),
    events: (alertId) =>
      read(async (db) => {
        const query = db.selectFrom("alert_events").selectAll().where("alert_id", "=", alertId);
        return (await query.orderBy("number").execute()).map(toAlertEvent);
      }),
  };
}

function filtered(db: Database, dialect: Dialect, filter: AlertFilter) {
  const { statuses, types, severities, runId, labels, name: alertName, seenSince } = filter;
  let query = db.selectFrom("alerts").selectAll();
  if (statuses !== undefined) query = query.where(isOneOf("status", statuses));
  if (types !== undefined) query = query.where(isOneOf("type", types));
  if (severities !== undefined) query = query.where(isOneOf("severity", severities));
  if (runId !== undefined) query = query.where("run_id", "=", runId);
  if (alertName !== undefined) query = query.where("name", "=", alertName);
  if (seenSince !== undefined) query = query.where("last_seen_at", ">=", seenSince);
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

/** As the index of open alerts says it. */
function openAlerts(db: Database) {
  return db.selectFrom("alerts").selectAll().where("status", "not in", ["resolved", "expired"]);
}

async function lastByFingerprints(
  db: Database,
  fingerprints: readonly string[],
  since: number,
): Promise<Alert[]> {
  const rows = await inPieces(fingerprints, (piece) =>
    db
      .selectFrom("alerts")
      .selectAll()
      .where("fingerprint", "in", piece)
      .where("last_seen_at", ">=", since)
      .orderBy("first_seen_at")
      .orderBy("id")
      .execute(),
  );
  return [...new Map(rows.map((row) => [row.fingerprint, toAlert(row)])).values()];
}

function saveAll(db: Database, dialect: Dialect, alerts: readonly Alert[]): Promise<void> {
  return bulkInsert<AlertRow>(db, dialect, {
    table: "alerts",
    columns: alertColumns,
    key: ["id"],
    rows: alerts.map(toAlertRow),
    update: alertColumns.filter((name) => name !== "id").map((name) => `"${name}" = excluded."${name}"`),
  });
}

/** Events are numbered on from the last of their alert, and each is an entry of the account. */
async function appendEvents(
  db: Database,
  dialect: Dialect,
  events: readonly AlertEvent[],
  account: AuditAccount,
): Promise<void> {
  const held = await inPieces(
    events.map(({ alertId }) => alertId),
    (piece) =>
      db
        .selectFrom("alert_events")
        .select(({ fn }) => ["alert_id", fn.max("number").as("last")])
        .where("alert_id", "in", piece)
        .groupBy("alert_id")
        .execute(),
  );
  const last = new Map(held.map((row) => [row.alert_id, Number(row.last)]));
  const rows = events.map(({ alertId, at, kind, by, note }) => {
    const number = (last.get(alertId) ?? 0) + 1;
    last.set(alertId, number);
    return { alert_id: alertId, number, at, kind, by, note };
  });
  await bulkInsert<AlertEventRow>(db, dialect, {
    table: "alert_events",
    columns: ["alert_id", "number", "at", "kind", "by", "note"],
    key: ["alert_id", "number"],
    rows,
  });
  const alerts = await accountedAlerts(db, rows);
  account.add(rows.map((row) => alertTransition(row, alerts.get(row.alert_id))));
}

async function accountedAlerts(db: Database, events: readonly AlertEventRow[]) {
  const rows = await inPieces(
    events.map(({ alert_id }) => alert_id),
    (piece) =>
      db
        .selectFrom("alerts")
        .select(["id", "name", "type", "severity", "run_id"])
        .where("id", "in", piece)
        .execute(),
  );
  return new Map<string, AccountedAlert>(rows.map((row) => [row.id, row]));
}
