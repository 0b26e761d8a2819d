import type { QuarantinePurge } from "../../model/fact.ts";
import type { Finding } from "../../model/finding.ts";
import type { FindingRepository } from "../store.ts";
import type { Queries } from "./queries.ts";

export function findingRepository({ read }: Queries): FindingRepository {
  return {
    ofRun: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("findings").select(["block_id", "finding"]).where("run_id", "=", runId);
        const rows = await query.orderBy("stream").orderBy("name").orderBy("finding_key").execute();
        return rows.map((row) => ({ blockId: row.block_id, finding: JSON.parse(row.finding) as Finding }));
      }),
    passed: (runId) =>
      read((db) =>
        db
          .selectFrom("passed_checks")
          .select(["stream", "name"])
          .distinct()
          .where("run_id", "=", runId)
          .orderBy("stream")
          .orderBy("name")
          .execute(),
      ),
    count: (runId) =>
      read(async (db) => {
        const row = await db
          .selectFrom("findings")
          .select(({ fn }) => fn.count<number>("finding_key").distinct().as("count"))
          .where("run_id", "=", runId)
          .where("outcome", "=", "violated")
          .where("mode", "=", "active")
          .executeTakeFirst();
        return Number(row?.count ?? 0);
      }),
    untold: (limit) =>
      read(async (db) => {
        const query = db.selectFrom("finding_tellings").select("run_id").where("told_at", "is", null);
        return (await query.orderBy("run_id").limit(limit).execute()).map((row) => row.run_id);
      }),
    purges: (limit) =>
      read(async (db) => {
        const query = db.selectFrom("quarantine_purges").selectAll();
        const rows = await query.orderBy("at", "desc").orderBy("purge_id").limit(limit).execute();
        return rows.map((row) => ({
          purgeId: row.purge_id,
          purge: JSON.parse(row.purge) as QuarantinePurge,
        }));
      }),
  };
}
