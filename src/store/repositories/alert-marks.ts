import type { AlertMarkRepository } from "../../model/alerting-records.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { AlertMarkRow } from "../tables/alerting.ts";
import { toMark, toMarkRow } from "./alerting-rows.ts";
import { inPieces } from "./many.ts";
import type { Queries } from "./queries.ts";

const columns = [
  "fingerprint",
  "alert_id",
  "changes",
  "flapping_since",
  "ending_at",
  "ending_note",
  "suppressed_until",
  "until_green",
  "due_at",
] as const satisfies readonly (keyof AlertMarkRow)[];

export function alertMarkRepository({ dialect, read, write }: Queries): AlertMarkRepository {
  return {
    ofFingerprints: (fingerprints) =>
      read(async (db) => {
        const rows = await inPieces(fingerprints, (piece) =>
          db.selectFrom("alert_marks").selectAll().where("fingerprint", "in", piece).execute(),
        );
        return rows.map(toMark);
      }),
    due: (now, limit) =>
      read(async (db) => {
        const query = db.selectFrom("alert_marks").selectAll().where("due_at", "<=", now);
        return (await query.orderBy("due_at").limit(limit).execute()).map(toMark);
      }),
    untilGreen: () =>
      read(async (db) => {
        const query = db.selectFrom("alert_marks").selectAll().where("until_green", "=", 1);
        return (await query.orderBy("fingerprint").execute()).map(toMark);
      }),
    save: (marks) =>
      write((db) =>
        bulkInsert<AlertMarkRow>(db, dialect, {
          table: "alert_marks",
          columns,
          key: ["fingerprint"],
          rows: marks.map(toMarkRow),
          update: columns.slice(1).map((name) => `${name} = excluded.${name}`),
        }),
      ),
    remove: (fingerprints) =>
      write(async (db) => {
        await inPieces(fingerprints, async (piece) => {
          await db.deleteFrom("alert_marks").where("fingerprint", "in", piece).execute();
          return [];
        });
      }),
  };
}
