import type { ToldRecord } from "../../model/alerting.ts";
import type { OutboxBatches } from "../../model/alerting-records.ts";
import type { Database } from "../tables.ts";
import { inPieces } from "./many.ts";
import type { Queries } from "./queries.ts";

/** Ends are never held back by a limit, and so don't use it up; what was withdrawn went to nobody. */
const uncountedKinds = ["resolved", "recovered", "test"];

export function outboxBatches({ read }: Queries): OutboxBatches {
  return {
    toldOf: (alertIds) => read((db) => toldOf(db, alertIds)),
    countSince: (channels, since) =>
      read(async (db) => {
        const rows = await inPieces(channels, (piece) =>
          db
            .selectFrom("notifications")
            .select(({ fn }) => ["channel", fn.countAll().as("count")])
            .where("channel", "in", piece)
            .where("created_at", ">", since)
            .where("status", "!=", "suppressed")
            .where("kind", "not in", uncountedKinds)
            .groupBy("channel")
            .execute(),
        );
        return new Map(rows.map(({ channel, count }) => [channel, Number(count)]));
      }),
  };
}

async function toldOf(db: Database, alertIds: readonly string[]): Promise<ToldRecord[]> {
  const rows = await inPieces(alertIds, (piece) =>
    db
      .selectFrom("notification_alerts as link")
      .innerJoin("notifications as n", "n.id", "link.notification_id")
      .where("link.alert_id", "in", piece)
      .select(["link.alert_id", "n.id", "n.channel", "n.kind", "n.status", "n.reason", "n.created_at"])
      .orderBy("n.created_at")
      .orderBy("n.id")
      .execute(),
  );
  const ids = rows.map(({ id }) => id);
  const uncertain = await uncertainOnes(db, ids);
  const sizes = await sizesOf(db, ids);
  return rows.map((row) => ({
    alertId: row.alert_id,
    notificationId: row.id,
    channel: row.channel,
    kind: row.kind,
    status: row.status,
    reason: row.reason,
    createdAt: row.created_at,
    size: sizes.get(row.id) ?? 1,
    uncertain: uncertain.has(row.id),
  }));
}

/** Of these notifications the ones with a try that had no answer, or has none yet. */
async function uncertainOnes(db: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await inPieces(ids, (piece) =>
    db
      .selectFrom("delivery_attempts")
      .select("notification_id")
      .distinct()
      .where("notification_id", "in", piece)
      .where("status_code", "is", null)
      .execute(),
  );
  return new Set(rows.map((row) => row.notification_id));
}

/** How many alerts each notification is about. */
async function sizesOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await inPieces(ids, (piece) =>
    db
      .selectFrom("notification_alerts")
      .select(({ fn }) => ["notification_id", fn.countAll().as("size")])
      .where("notification_id", "in", piece)
      .groupBy("notification_id")
      .execute(),
  );
  return new Map(rows.map(({ notification_id, size }) => [notification_id, Number(size)]));
}
