import type { Dossier } from "../../model/dossier.ts";
import type { PluginResources } from "../../model/plugin-resources.ts";
import type { RunContext } from "../../model/run-context.ts";
import type { RunAccountRepository } from "../store.ts";
import type { Queries } from "./queries.ts";

export function runAccountRepository({ read }: Queries): RunAccountRepository {
  const dossiers = (runIds: readonly string[]) =>
    read(async (db) => {
      if (runIds.length === 0) return new Map<string, Dossier>();
      const query = db.selectFrom("run_dossiers").selectAll().where("run_id", "in", runIds);
      const rows = await query.execute();
      return new Map(rows.map(({ run_id, dossier }) => [run_id, JSON.parse(dossier) as Dossier]));
    });
  return {
    dossiers,
    dossier: async (runId) => (await dossiers([runId])).get(runId) ?? null,
    context: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("run_contexts").select("context").where("run_id", "=", runId);
        const row = await query.executeTakeFirst();
        return row === undefined ? null : (JSON.parse(row.context) as RunContext);
      }),
    resources: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("plugin_resources").select("resources").where("run_id", "=", runId);
        const rows = await query.orderBy("name").execute();
        return rows.map(({ resources }) => JSON.parse(resources) as PluginResources);
      }),
  };
}
