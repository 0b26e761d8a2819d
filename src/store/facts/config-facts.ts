import type { AuditEvent } from "../../model/audit-entry.ts";
import type { Fact, SeenConfig } from "../../model/fact.ts";
import { ofStore } from "../audit/operator-events.ts";
import type { Database } from "../tables.ts";

type Of<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

interface KnownConfig {
  readonly hash: string;
  readonly at: number;
}

/** The note that holds the hash of the settings seen last, for a project, an environment and a job. */
export function configNote({ project, environment, job }: Omit<SeenConfig, "hash" | "at" | "by">): string {
  return `config ${JSON.stringify([project, environment, job])}`;
}

/** What the account has to say of settings that were seen: nothing where they are those seen last, or older ones. */
export async function applySeenConfig(
  db: Database,
  seen: SeenConfig,
  runId: string | null = null,
): Promise<AuditEvent[]> {
  const { project, environment, job, hash, at, by } = seen;
  const key = configNote(seen);
  const row = await db.selectFrom("notes").select("value").where("key", "=", key).executeTakeFirst();
  const known = JSON.parse(row?.value ?? "null") as KnownConfig | null;
  if (known !== null && (known.hash === hash || known.at > at)) return [];
  const value = JSON.stringify({ hash, at } satisfies KnownConfig);
  const insert = db.insertInto("notes").values({ key, value });
  await insert.onConflict((conflict) => conflict.column("key").doUpdateSet({ value })).execute();
  const before = known?.hash ?? null;
  return [
    ofStore({
      ...{ key: `config_changed ${key} ${at} ${hash}`, at, kind: "config_changed", actor: by, runId },
      body: { project, environment, job, before, after: hash },
    }),
  ];
}

/** The settings that a run ran under; nothing before its opening is in. */
export async function seenByRun(db: Database, { runId, context }: Of<"run_context">): Promise<AuditEvent[]> {
  const run = await db
    .selectFrom("runs")
    .select(["project", "environment", "job", "started_at"])
    .where("run_id", "=", runId)
    .where("opened_by", ">", 0)
    .executeTakeFirst();
  if (run === undefined) return [];
  const { started_at: at, ...scope } = run;
  return applySeenConfig(db, { ...scope, hash: context.configHash, at, by: "pitchpipe-run" }, runId);
}
