import type { LineageDelivery, LineageDeliveryStatus, LineageEventType } from "../../model/lineage-event.ts";
import type { OpenlineageDeliveryRow, OpenlineageEventRow } from "../tables/openlineage.ts";
import type { Database } from "../tables.ts";
import { inPieces } from "./many.ts";
import type { DueLineageEvent, LineageScope, StoredLineageEvent } from "./openlineage.ts";

/** What one destination is owed, oldest first. */
export async function pending(
  db: Database,
  { project, environment }: LineageScope,
  { destination, limit }: { readonly destination: string; readonly limit: number },
): Promise<DueLineageEvent[]> {
  const rows = await db
    .selectFrom("openlineage_deliveries")
    .selectAll()
    .where("project", "=", project)
    .where("environment", "=", environment)
    .where("destination", "=", destination)
    .where("status", "=", "pending")
    .orderBy("at")
    .orderBy("place")
    .orderBy("event_id")
    .limit(limit)
    .execute();
  const ids = rows.map(({ event_id }) => event_id);
  const events = await inPieces(ids, (piece) =>
    db.selectFrom("openlineage_events").selectAll().where("id", "in", piece).execute(),
  );
  const byId = new Map(events.map((row) => [row.id, toEvent(row)]));
  return rows.flatMap((row) => {
    const event = byId.get(row.event_id);
    return event === undefined ? [] : [{ event, delivery: toDelivery(row) }];
  });
}

export function toEvent(row: OpenlineageEventRow): StoredLineageEvent {
  const { id, subject, project, environment, at, place, body } = row;
  return {
    id,
    runId: row.run_id,
    subject,
    project,
    environment,
    type: row.type as LineageEventType,
    at,
    place,
    body,
  };
}

export function toDelivery(row: OpenlineageDeliveryRow): LineageDelivery {
  return {
    eventId: row.event_id,
    destination: row.destination,
    status: row.status as LineageDeliveryStatus,
    tries: row.tries,
    dueAt: row.due_at,
    error: row.error,
    settledAt: row.settled_at,
  };
}

export function toRow(event: StoredLineageEvent, delivery: LineageDelivery): OpenlineageDeliveryRow {
  const { runId, project, environment, at, place } = event;
  const { eventId, destination, status, tries, dueAt, error, settledAt } = delivery;
  return {
    ...{ event_id: eventId, destination, run_id: runId, project, environment, at, place, status, tries },
    ...{ due_at: dueAt, error, settled_at: settledAt },
  };
}
