import type { Signal } from "../../model/signal.ts";
import type { SignalRepository } from "../store.ts";
import type { Queries } from "./queries.ts";

/** Ids a statement: both databases limit how many parameters one may have. */
const idsAtOnce = 500;

export function signalRepository({ read, write }: Queries): SignalRepository {
  return {
    pending: (limit) =>
      read(async (db) => {
        const rows = await db
          .selectFrom("signals")
          .select(["signal_id", "signal"])
          .where("taken_at", "is", null)
          .orderBy("at")
          .orderBy("signal_id")
          .limit(limit)
          .execute();
        return rows.map((row) => ({ signalId: row.signal_id, signal: JSON.parse(row.signal) as Signal }));
      }),
    markTaken: (signalIds, at) =>
      write(async (db) => {
        for (let from = 0; from < signalIds.length; from += idsAtOnce) {
          await db
            .updateTable("signals")
            .set({ taken_at: at })
            .where("signal_id", "in", signalIds.slice(from, from + idsAtOnce))
            .execute();
        }
      }),
  };
}
