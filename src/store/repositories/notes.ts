import type { Json } from "../../lib/canonical-json.ts";
import type { NoteRepository } from "../store.ts";
import type { Queries } from "./queries.ts";

export function noteRepository({ read, write }: Queries): NoteRepository {
  return {
    get: (key) =>
      read(async (db) => {
        const row = await db.selectFrom("notes").select("value").where("key", "=", key).executeTakeFirst();
        return row === undefined ? null : (JSON.parse(row.value) as Json);
      }),
    set: (key, value) =>
      write(async (db) => {
        const row = { key, value: JSON.stringify(value) };
        const insert = db.insertInto("notes").values(row);
        await insert.onConflict((conflict) => conflict.column("key").doUpdateSet(row)).execute();
      }),
    remove: (key) =>
      write(async (db) => {
        await db.deleteFrom("notes").where("key", "=", key).execute();
      }),
  };
}
