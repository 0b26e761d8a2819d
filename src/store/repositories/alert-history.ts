import type { AlertOutline } from "../../model/alert-history.ts";
import type { AlertHistoryRepository } from "../alert-history-store.ts";
import type { Queries } from "./queries.ts";

export function alertHistoryRepository({ read }: Queries): AlertHistoryRepository {
  return {
    begunSince: (time) =>
      read(async (db) => {
        const rows = await db
          .selectFrom("alerts")
          .select(["id", "name", "type", "severity", "status", "title", "count"])
          .select(["first_seen_at", "resolved_at"])
          // What began since then was seen since then: that is what the index is over.
          .where("last_seen_at", ">=", time)
          .where("first_seen_at", ">=", time)
          .orderBy("first_seen_at")
          .orderBy("id")
          .execute();
        return rows.map(({ first_seen_at, resolved_at, ...row }) => ({
          ...(row as Pick<AlertOutline, "id" | "name" | "type" | "severity" | "status" | "title" | "count">),
          firstSeenAt: first_seen_at,
          resolvedAt: resolved_at,
        }));
      }),
    eventsOfBegunSince: (time) =>
      read(async (db) => {
        const rows = await db
          .selectFrom("alert_events")
          .innerJoin("alerts", "alerts.id", "alert_events.alert_id")
          .select(["alert_events.alert_id", "alert_events.at", "alert_events.kind", "alert_events.by"])
          .where("alerts.last_seen_at", ">=", time)
          .where("alerts.first_seen_at", ">=", time)
          .orderBy("alert_events.alert_id")
          .orderBy("alert_events.number")
          .execute();
        return rows.map(({ alert_id, at, kind, by }) => ({ alertId: alert_id, at, kind, by }));
      }),
    deliveriesSince: (time) =>
      read(async (db) => {
        const rows = await db
          .selectFrom("notifications")
          .select(({ fn }) => ["channel", "status", fn.countAll().as("count")])
          .where("created_at", ">=", time)
          .groupBy(["channel", "status"])
          .orderBy("channel")
          .orderBy("status")
          .execute();
        return rows.map((row) => ({ ...row, count: Number(row.count) }));
      }),
  };
}
