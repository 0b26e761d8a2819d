import { sql } from "kysely";
import type { BlockRepository } from "../store.ts";
import type { Database } from "../tables.ts";
import { toBlock, toCount, toSample, toSegment, toSequencedSegment } from "./block-rows.ts";
import type { Queries } from "./queries.ts";

export function blockRepository({ read }: Queries): BlockRepository {
  return {
    ofRun: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("mapper_blocks").selectAll().where("run_id", "=", runId);
        const opened = query.where("process", "is not", null);
        return (await opened.orderBy("opened_at").orderBy("block_id").execute()).map(toBlock);
      }),
    streams: (runId) => read(async (db) => (await summedStreams(db, runId)).map(toCount)),
    carriers: (runId) =>
      read(async (db) => {
        const query = db.selectFrom("stream_counts").select(["stream", "block_id"]);
        const rows = await query.where("block_id", "in", blocksOf(db, runId)).execute();
        return rows.map(({ stream, block_id }) => ({ stream, blockId: block_id }));
      }),
    segments: (runId) =>
      read(async (db) => {
        const query = db
          .selectFrom("segments")
          .selectAll()
          .where("block_id", "in", blocksOf(db, runId))
          .orderBy("closed_at")
          .orderBy("block_id")
          .orderBy("stream")
          .orderBy("number");
        return (await query.execute()).map(toSegment);
      }),
    segmentTotals: (runId) => read((db) => segmentTotals(db, runId)),
    segmentPage: (page) => read(async (db) => (await segmentPage(db, page)).map(toSequencedSegment)),
    samples: (runId, limit) =>
      read(async (db) => {
        const query = db
          .selectFrom("throughput_samples")
          .selectAll()
          .where("block_id", "in", blocksOf(db, runId));
        const newest = await query.orderBy("at", "desc").orderBy("block_id").limit(limit).execute();
        return newest.reverse().map(toSample);
      }),
  };
}

/** The ids of a run's blocks, as a part of a query. */
export function blocksOf(db: Database, runId: string) {
  return db.selectFrom("mapper_blocks").select("block_id").where("run_id", "=", runId);
}

function segmentTotals(db: Database, runId: string) {
  return db
    .selectFrom("segments")
    .where("block_id", "in", blocksOf(db, runId))
    .groupBy("stream")
    .select(({ fn }) => [
      "stream",
      fn.count<number>("segment_id").as("segments"),
      fn.sum<number>("records").as("records"),
    ])
    .orderBy("stream")
    .execute();
}

/** Segments with the run that their block says they are of. */
export function segmentsWithRuns(db: Database) {
  return db
    .selectFrom("segments")
    .leftJoin("mapper_blocks", "mapper_blocks.block_id", "segments.block_id")
    .selectAll("segments")
    .select("mapper_blocks.run_id");
}

function segmentPage(db: Database, { runId, after, limit }: Parameters<BlockRepository["segmentPage"]>[0]) {
  let query = segmentsWithRuns(db).where("segments.sequence", ">", after);
  if (runId !== undefined) {
    // As an expression the column can't be looked up by its index: every page of a long run would gather and sort
    // all of it, where going on by sequence passes each row once.
    query = query.where(sql<string>`cast(segments.block_id as text)`, "in", blocksOf(db, runId));
  }
  return query.orderBy("segments.sequence").limit(limit).execute();
}

/** A stream that several blocks carried is one line; streams without a record come last. */
function summedStreams(db: Database, runId: string) {
  return db
    .selectFrom("stream_counts")
    .where("block_id", "in", blocksOf(db, runId))
    .groupBy("stream")
    .select(({ fn }) => [
      "stream",
      fn.sum<number>("records").as("records"),
      fn.sum<number>("bytes").as("bytes"),
      fn.sum<number>("forwarded").as("forwarded"),
      fn.sum<number>("quarantined").as("quarantined"),
      fn.sum<number>("dropped").as("dropped"),
      fn.sum<number>("uninspected").as("uninspected"),
      fn.sum<number>("batches").as("batches"),
      fn.sum<number>("schemas").as("schemas"),
      fn.sum<number>("states").as("states"),
      fn.sum<number>("waiting_for_tap_ms").as("waiting_for_tap_ms"),
      fn.sum<number>("waiting_for_target_ms").as("waiting_for_target_ms"),
      fn.sum<number>("own_work_ms").as("own_work_ms"),
      fn.min("first_at").as("first_at"),
      fn.max("last_at").as("last_at"),
    ])
    .orderBy("first_at", (order) => order.asc().nullsLast())
    .orderBy("stream")
    .execute();
}
