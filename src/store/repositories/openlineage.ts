import type { ColumnMetrics } from "../../model/column-metrics.ts";
import type { LineageDelivery, LineageEvent } from "../../model/lineage-event.ts";
import type { Database } from "../tables.ts";
import { destinations, untoldAttempts, untoldEnds } from "./openlineage-owed.ts";
import { pending, toDelivery, toEvent, toRow } from "./openlineage-rows.ts";
import type { Queries } from "./queries.ts";

/** Whose events: those of one environment of a project. */
export interface LineageScope {
  readonly project: string;
  readonly environment: string;
}

/** An event as it is kept; where it goes stands in its deliveries. */
export type StoredLineageEvent = Omit<LineageEvent, "destinations">;

export interface DueLineageEvent {
  readonly event: StoredLineageEvent;
  readonly delivery: LineageDelivery;
}

/** Events for OpenLineage, and what became of them. They are put in as facts, beside what they tell. */
export interface OpenlineageRepository {
  /** All events of a run, in the order they happened. */
  ofRun(runId: string): Promise<StoredLineageEvent[]>;
  deliveriesOfRun(runId: string): Promise<LineageDelivery[]>;
  /** Environments of a project that have something to deliver, with the destinations. */
  waiting(project: string): Promise<{ readonly environment: string; readonly destination: string }[]>;
  /** What one destination is still owed, oldest first, whether or not it is due. */
  pending(scope: LineageScope, destination: string, limit: number): Promise<DueLineageEvent[]>;
  /** Keeps what became of a delivery; makes it where there was none. */
  settle(event: StoredLineageEvent, delivery: LineageDelivery): Promise<void>;
  /** How each destination of a project fares. */
  destinations(project: string): Promise<LineageDestination[]>;
  /** Runs of a project that ended since a time and whose end no event tells; those of others' logs and pings are left out. */
  untoldEnds(project: string, since: number, limit: number): Promise<string[]>;
  /** Runs under way of which an attempt is not told. */
  untoldAttempts(project: string, limit: number): Promise<string[]>;
  /** What the mappers of a run measured of columns. */
  measures(runId: string): Promise<StreamMeasures[]>;
  /** The last STATE that closed a segment of each stream of a run. */
  lastStates(runId: string): Promise<StreamState[]>;
}

export interface LineageDestination {
  readonly environment: string;
  readonly destination: string;
  readonly deliveredAt: number | null;
  readonly deadAt: number | null;
  /** The oldest event that it is owed, where it was tried before. */
  readonly waiting: { readonly at: number; readonly tries: number; readonly error: string | null } | null;
  /** Why it refused the last one. */
  readonly refusal: string | null;
}

export interface StreamMeasures {
  readonly blockId: string;
  readonly stream: string;
  readonly columns: readonly ColumnMetrics[];
}

export interface StreamState {
  readonly blockId: string;
  readonly stream: string;
  readonly stateSha256: string;
  readonly bookmark: string | null;
}

export function openlineageRepository({ read, write }: Queries): OpenlineageRepository {
  return {
    ofRun: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("openlineage_events").selectAll().where("run_id", "=", runId);
        return (await query.orderBy("at").orderBy("place").orderBy("id").execute()).map(toEvent);
      }),
    deliveriesOfRun: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("openlineage_deliveries").selectAll().where("run_id", "=", runId);
        const rows = await query
          .orderBy("at")
          .orderBy("place")
          .orderBy("event_id")
          .orderBy("destination")
          .execute();
        return rows.map(toDelivery);
      }),
    waiting: (project) =>
      read((db) =>
        db
          .selectFrom("openlineage_deliveries")
          .select(["environment", "destination"])
          .distinct()
          .where("project", "=", project)
          .where("status", "=", "pending")
          .orderBy("environment")
          .orderBy("destination")
          .execute(),
      ),
    pending: (scope, destination, limit) => read((db) => pending(db, scope, { destination, limit })),
    settle: (event, delivery) =>
      write(async (db) => {
        const { status, due_at, tries, error, settled_at, ...rest } = toRow(event, delivery);
        const outcome = { status, due_at, tries, error, settled_at };
        await db
          .insertInto("openlineage_deliveries")
          .values({ ...rest, ...outcome })
          .onConflict((conflict) => conflict.columns(["event_id", "destination"]).doUpdateSet(outcome))
          .execute();
      }),
    destinations: (project) => read((db) => destinations(db, project)),
    untoldEnds: (project, since, limit) => read((db) => untoldEnds(db, { project, since, limit })),
    untoldAttempts: (project, limit) => read((db) => untoldAttempts(db, project, limit)),
    measures: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("column_metrics").select(["block_id", "stream", "columns"]);
        const rows = await query.where("run_id", "=", runId).orderBy("block_id").orderBy("stream").execute();
        return rows.map(({ block_id, stream, columns }) => ({
          ...{ blockId: block_id, stream },
          columns: JSON.parse(columns) as ColumnMetrics[],
        }));
      }),
    lastStates: (runId) => read((db) => lastStates(db, runId)),
  };
}

async function lastStates(db: Database, runId: string): Promise<StreamState[]> {
  const blocks = db.selectFrom("mapper_blocks").select("block_id").where("run_id", "=", runId);
  const last = db
    .selectFrom("segments")
    .select(({ fn }) => fn.max("sequence").as("sequence"))
    .where("block_id", "in", blocks)
    .where("state_sha256", "is not", null)
    .groupBy(["block_id", "stream"]);
  const rows = await db
    .selectFrom("segments")
    .select(["block_id", "stream", "state_sha256", "bookmark"])
    .where("sequence", "in", last)
    .orderBy("sequence")
    .execute();
  return rows.map(({ block_id, stream, state_sha256, bookmark }) => ({
    ...{ blockId: block_id, stream, stateSha256: state_sha256 ?? "", bookmark },
  }));
}
