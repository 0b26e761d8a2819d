import type { SilenceRepository } from "../../model/alerting-records.ts";
import { silenceEvents } from "../audit/operator-events.ts";
import { toSilence, toSilenceRow } from "./alerting-rows.ts";
import { defaultLimit, endOfPrefix, prefixLimit, type Queries } from "./queries.ts";

export function silenceRepository({ read, write }: Queries): SilenceRepository {
  return {
    get: (id) =>
      read(async (db) => {
        const row = await db.selectFrom("silences").selectAll().where("id", "=", id).executeTakeFirst();
        return row === undefined ? null : toSilence(row);
      }),
    findByPrefix: (prefix) =>
      read(async (db) => {
        const query = db.selectFrom("silences").selectAll().where("id", ">=", prefix);
        const found = query.where("id", "<", endOfPrefix(prefix)).orderBy("id").limit(prefixLimit);
        return (await found.execute()).map(toSilence);
      }),
    list: ({ endsAfter, limit }) =>
      read(async (db) => {
        let query = db.selectFrom("silences").selectAll();
        if (endsAfter !== undefined) query = query.where("ends_at", ">", endsAfter);
        const ordered = query
          .orderBy("ends_at", "desc")
          .orderBy("id")
          .limit(limit ?? defaultLimit);
        return (await ordered.execute()).map(toSilence);
      }),
    save: (silence) =>
      write(async (db, account) => {
        const row = toSilenceRow(silence);
        const held = await db.selectFrom("silences").selectAll().where("id", "=", row.id).executeTakeFirst();
        account.add(silenceEvents(silence, held === undefined ? null : toSilence(held), account.now));
        const insert = db.insertInto("silences").values(row);
        await insert.onConflict((conflict) => conflict.column("id").doUpdateSet(row)).execute();
      }),
  };
}
