import type { Signal } from "../../model/signal.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { SignalRepository } from "../store.ts";
import type { SignalRow } from "../tables/alerts.ts";
import type { Database } from "../tables.ts";
import type { Queries } from "./queries.ts";

/** Ids a statement: both databases limit how many parameters one may have. */
const idsAtOnce = 500;

export function signalRepository({ dialect, read, write }: Queries): SignalRepository {
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
        return rows.map(toSignal);
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
    keep: (signals, at) =>
      write((db) =>
        bulkInsert<SignalRow>(db, dialect, {
          table: "signals",
          columns: ["signal_id", "signal", "at", "taken_at"],
          key: ["signal_id"],
          rows: signals.map(({ signalId, signal }) => ({
            signal_id: signalId,
            signal: JSON.stringify(signal),
            at: signal.at,
            taken_at: at,
          })),
        }),
      ),
    history: (page) => read(async (db) => (await historyPage(db, page).execute()).map(toSignal)),
    oldestAt: () =>
      read(async (db) => {
        const oldest = db.selectFrom("signals").select(({ fn }) => fn.min("at").as("at"));
        return (await oldest.executeTakeFirst())?.at ?? null;
      }),
  };
}

function historyPage(
  db: Database,
  { since, until, after, limit }: Parameters<SignalRepository["history"]>[0],
) {
  let query = db
    .selectFrom("signals")
    .select(["signal_id", "signal"])
    .where("taken_at", "is not", null)
    .where("at", ">=", after?.at ?? since)
    .where("at", "<=", until);
  if (after !== null)
    query = query.where(({ or, eb }) => or([eb("at", ">", after.at), eb("signal_id", ">", after.signalId)]));
  return query.orderBy("at").orderBy("signal_id").limit(limit);
}

function toSignal(row: Pick<SignalRow, "signal_id" | "signal">) {
  return { signalId: row.signal_id, signal: JSON.parse(row.signal) as Signal };
}
