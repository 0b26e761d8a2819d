import { sql } from "kysely";
import { isEnd, type LineageDeliveryStatus, lineageEventTypes } from "../../model/lineage-event.ts";
import type { Database } from "../tables.ts";
import type { LineageDestination, LineageScope } from "./openlineage.ts";
import { pending } from "./openlineage-rows.ts";

const endings = lineageEventTypes.filter(isEnd);

/** How each destination of a project fares: few rows a destination: each of the three is looked up at the end of an index. */
export async function destinations(db: Database, project: string): Promise<LineageDestination[]> {
  const named = await db
    .selectFrom("openlineage_deliveries")
    .select(["environment", "destination"])
    .distinct()
    .where("project", "=", project)
    .orderBy("environment")
    .orderBy("destination")
    .execute();
  return Promise.all(named.map((one) => destinationOf(db, { project, ...one })));
}

async function destinationOf(
  db: Database,
  { project, environment, destination }: LineageScope & { readonly destination: string },
): Promise<LineageDestination> {
  const last = (status: LineageDeliveryStatus) =>
    deliveriesTo(db, { project, environment, destination })
      .where("status", "=", status)
      .orderBy("settled_at", "desc")
      .limit(1)
      .executeTakeFirst();
  const [delivered, dead] = [await last("delivered"), await last("dead")];
  const [oldest] = await pending(db, { project, environment }, { destination, limit: 1 });
  const { tries = 0, error = null } = oldest?.delivery ?? {};
  return {
    ...{ environment, destination },
    ...{
      deliveredAt: delivered?.settled_at ?? null,
      deadAt: dead?.settled_at ?? null,
      refusal: dead?.error ?? null,
    },
    waiting: oldest === undefined || tries === 0 ? null : { at: oldest.event.at, tries, error },
  };
}

function deliveriesTo(
  db: Database,
  { project, environment, destination }: LineageScope & { readonly destination: string },
) {
  return db
    .selectFrom("openlineage_deliveries")
    .select(["settled_at", "error"])
    .where("project", "=", project)
    .where("environment", "=", environment)
    .where("destination", "=", destination);
}

/** Runs that we watched, or Meltano's own table tells of. */
const toldSources = ["runner", "mapper", "meltano"];
const over = ["success", "failed", "terminated", "timed_out", "lost", "not_started"];

export async function untoldEnds(
  db: Database,
  { project, since, limit }: { readonly project: string; readonly since: number; readonly limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom("runs")
    .select("run_id")
    .where("project", "=", project)
    .where("source", "in", toldSources)
    .where("status", "in", over)
    .where(sql<number>`coalesce(ended_at, heartbeat_at, started_at)`, ">=", since)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("openlineage_events")
            .select("openlineage_events.id")
            .whereRef("openlineage_events.run_id", "=", "runs.run_id")
            .where("openlineage_events.type", "in", endings),
        ),
      ),
    )
    .orderBy("started_at")
    .limit(limit)
    .execute();
  return rows.map(({ run_id }) => run_id);
}

export async function untoldAttempts(db: Database, project: string, limit: number): Promise<string[]> {
  const underWay = db
    .selectFrom("runs")
    .select("run_id")
    .where("project", "=", project)
    .where("source", "=", "runner")
    .where("status", "=", "running");
  const made = await db
    .selectFrom("attempts")
    .select(["run_id", ({ fn }) => fn.count<number>("number").as("count")])
    .where("run_id", "in", underWay)
    .groupBy("run_id")
    .orderBy("run_id")
    .execute();
  const told = await db
    .selectFrom("openlineage_events")
    .select(["run_id", ({ fn }) => fn.count<number>("id").as("count")])
    .where("run_id", "in", underWay)
    .where("type", "=", "RUNNING")
    .groupBy("run_id")
    .execute();
  const counts = new Map(told.map(({ run_id, count }) => [run_id, Number(count)]));
  // The first attempt is the run's own beginning.
  const owing = made.filter(({ run_id, count }) => Number(count) > 1 + (counts.get(run_id) ?? 0));
  return owing.slice(0, limit).map(({ run_id }) => run_id);
}
