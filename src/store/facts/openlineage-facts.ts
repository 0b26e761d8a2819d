import type { Fact } from "../../model/fact.ts";
import { isEnd, type LineageEvent, lineageEventTypes } from "../../model/lineage-event.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import type { OpenlineageDeliveryRow, OpenlineageEventRow } from "../tables/openlineage.ts";
import type { Database } from "../tables.ts";

const eventColumns = [
  ...(["id", "run_id", "subject", "project", "environment", "type", "at", "place", "body"] as const),
] satisfies (keyof OpenlineageEventRow)[];
const deliveryColumns = [
  ...(["event_id", "destination", "run_id", "project", "environment", "at", "place", "status"] as const),
  ...(["tries", "due_at", "error", "settled_at"] as const),
] satisfies (keyof OpenlineageDeliveryRow)[];

const endings = lineageEventTypes.filter(isEnd);

/** Events are kept as they were first told; where each is to go stands beside them. */
export async function applyLineageEvents(
  db: Database,
  dialect: Dialect,
  { events }: Extract<Fact, { readonly kind: "lineage_events" }>,
): Promise<void> {
  await bulkInsert<OpenlineageEventRow>(db, dialect, {
    table: "openlineage_events",
    columns: eventColumns,
    key: ["id"],
    rows: events.map(toEventRow),
  });
  await bulkInsert<OpenlineageDeliveryRow>(db, dialect, {
    table: "openlineage_deliveries",
    columns: deliveryColumns,
    key: ["event_id", "destination"],
    rows: events.flatMap(toDeliveryRows),
  });
  for (const { type, subject } of events) if (isEnd(type)) await keepLastEnd(db, subject);
}

/** A run that was thought lost and came back ends once: what nobody was told of its first end is never told. */
async function keepLastEnd(db: Database, subject: string): Promise<void> {
  const ends = await db
    .selectFrom("openlineage_events")
    .select("id")
    .where("subject", "=", subject)
    .where("type", "in", endings)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .execute();
  const earlier = ends.slice(1).map(({ id }) => id);
  if (earlier.length === 0) return;
  await db
    .updateTable("openlineage_deliveries")
    .set({ status: "superseded", due_at: null })
    .where("event_id", "in", earlier)
    .where("status", "=", "pending")
    .where("tries", "=", 0)
    .execute();
}

function toEventRow(event: LineageEvent): OpenlineageEventRow {
  const { id, runId, subject, project, environment, type, at, place, body } = event;
  return {
    id,
    run_id: runId,
    subject,
    project,
    environment,
    type,
    at,
    place,
    body,
  };
}

function toDeliveryRows(event: LineageEvent): OpenlineageDeliveryRow[] {
  const { id, runId, project, environment, at, place, destinations } = event;
  return destinations.map((destination) => ({
    ...{ event_id: id, destination, run_id: runId, project, environment, at, place },
    ...{ status: "pending", tries: 0, due_at: 0, error: null, settled_at: null },
  }));
}
