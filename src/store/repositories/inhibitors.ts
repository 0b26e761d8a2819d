import type { Inhibitor } from "../../model/alerting.ts";
import type { InhibitorRepository } from "../../model/alerting-records.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { InhibitorRow } from "../tables/alerting.ts";
import { inPieces } from "./many.ts";
import type { Queries } from "./queries.ts";

const columns = ["rule", "equal_key", "alert_id"] as const;

export function inhibitorRepository({ dialect, read, write }: Queries): InhibitorRepository {
  return {
    find: (keys) =>
      read(async (db) => {
        const found: Inhibitor[] = [];
        for (const [rule, ofRule] of Map.groupBy(keys, (one) => one.rule)) {
          const rows = await inPieces(
            ofRule.map(({ equalKey }) => equalKey),
            (piece) =>
              db
                .selectFrom("inhibitors")
                .selectAll()
                .where("rule", "=", rule)
                .where("equal_key", "in", piece)
                .execute(),
          );
          found.push(...rows.map(toInhibitor));
        }
        return found;
      }),
    ofAlerts: (alertIds) =>
      read(async (db) => {
        const rows = await inPieces(alertIds, (piece) =>
          db.selectFrom("inhibitors").selectAll().where("alert_id", "in", piece).execute(),
        );
        return rows.map(toInhibitor);
      }),
    add: (inhibitors) =>
      write((db) =>
        bulkInsert<InhibitorRow>(db, dialect, {
          table: "inhibitors",
          columns,
          key: columns,
          rows: inhibitors.map(({ rule, equalKey, alertId }) => ({
            rule,
            equal_key: equalKey,
            alert_id: alertId,
          })),
        }),
      ),
    removeOf: (alertIds) =>
      write(async (db) => {
        await inPieces(alertIds, async (piece) => {
          await db.deleteFrom("inhibitors").where("alert_id", "in", piece).execute();
          return [];
        });
      }),
    clear: () =>
      write(async (db) => {
        await db.deleteFrom("inhibitors").execute();
      }),
  };
}

function toInhibitor({ rule, equal_key, alert_id }: InhibitorRow): Inhibitor {
  return { rule, equalKey: equal_key, alertId: alert_id };
}
