import type { Telling } from "../../model/alerting.ts";
import type { TellingRepository } from "../../model/alerting-records.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { TellingRow } from "../tables/alerting.ts";
import { toTelling, toTellingRow } from "./alerting-rows.ts";
import { inPieces } from "./many.ts";
import type { Queries } from "./queries.ts";

const columns = [
  "alert_id",
  "channel",
  "step",
  "path",
  "group_key",
  "state",
  "due_at",
  "told_at",
  "held_kind",
  "held_name",
  "held_until",
] as const satisfies readonly (keyof TellingRow)[];
const key = ["alert_id", "channel", "step"] as const;

export function tellingRepository({ dialect, read, write }: Queries): TellingRepository {
  const having = (column: "alert_id" | "group_key", values: readonly string[]): Promise<Telling[]> =>
    read(async (db) => {
      const rows = await inPieces(values, (piece) =>
        db.selectFrom("tellings").selectAll().where(column, "in", piece).execute(),
      );
      return rows.map(toTelling);
    });
  return {
    ofAlerts: (alertIds) => having("alert_id", alertIds),
    ofGroups: (groupKeys) => having("group_key", groupKeys),
    due: (now, limit) =>
      read(async (db) => {
        const query = db.selectFrom("tellings").selectAll().where("due_at", "<=", now);
        return (await query.orderBy("due_at").orderBy("alert_id").limit(limit).execute()).map(toTelling);
      }),
    save: (tellings) =>
      write((db) =>
        bulkInsert<TellingRow>(db, dialect, {
          table: "tellings",
          columns,
          key,
          rows: tellings.map(toTellingRow),
          update: columns.filter((name) => !isKey(name)).map((name) => `${name} = excluded.${name}`),
        }),
      ),
    remove: (tellings) =>
      write(async (db) => {
        for (const { alertId, channel, step } of tellings) {
          const query = db.deleteFrom("tellings").where("alert_id", "=", alertId);
          await query.where("channel", "=", channel).where("step", "=", step).execute();
        }
      }),
    wake: ({ kind, name }, at) =>
      write(async (db) => {
        const query = db.updateTable("tellings").set({ due_at: at });
        await query.where("held_kind", "=", kind).where("held_name", "=", name).execute();
      }),
  };
}

function isKey(name: string): boolean {
  return (key as readonly string[]).includes(name);
}
