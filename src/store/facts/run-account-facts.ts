import type { Fact } from "../../model/fact.ts";
import type { Database } from "../tables.ts";

type Of<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

/** A run that is tried again has the dossier of its last attempt. */
export async function applyDossier(db: Database, fact: Of<"dossier">): Promise<void> {
  const dossier = JSON.stringify(fact.dossier);
  await db
    .insertInto("run_dossiers")
    .values({ run_id: fact.runId, dossier })
    .onConflict((conflict) => conflict.column("run_id").doUpdateSet({ dossier }))
    .execute();
}

export async function applyRunContext(db: Database, fact: Of<"run_context">): Promise<void> {
  const context = JSON.stringify(fact.context);
  await db
    .insertInto("run_contexts")
    .values({ run_id: fact.runId, context })
    .onConflict((conflict) => conflict.column("run_id").doUpdateSet({ context }))
    .execute();
}

/** A plugin that a later start of the run did not have keeps what is known of it. */
export async function applyResources(db: Database, { runId, plugins }: Of<"resources">): Promise<void> {
  for (const plugin of plugins) {
    const resources = JSON.stringify(plugin);
    await db
      .insertInto("plugin_resources")
      .values({ run_id: runId, name: plugin.name, resources })
      .onConflict((conflict) => conflict.columns(["run_id", "name"]).doUpdateSet({ resources }))
      .execute();
  }
}
