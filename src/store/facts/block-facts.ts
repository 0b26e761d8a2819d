import type { Fact } from "../../model/fact.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import {
  toBlockRow,
  toCountRow,
  toSampleRow,
  toTotalsRow,
  totalColumns,
  unopenedBlock,
} from "../repositories/block-rows.ts";
import type { MapperBlockRow, StreamCountRow, ThroughputSampleRow } from "../tables/mapper-blocks.ts";
import type { Database } from "../tables.ts";

type Of<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

const blockColumns = Object.keys(unopenedBlock("")) as (keyof MapperBlockRow)[];
const countColumns: readonly (keyof StreamCountRow)[] = [
  "block_id",
  "stream",
  "records",
  "bytes",
  "forwarded",
  "quarantined",
  "dropped",
  "uninspected",
  "batches",
  "schemas",
  "states",
  "waiting_for_tap_ms",
  "waiting_for_target_ms",
  "own_work_ms",
  "first_at",
  "last_at",
];
const sampleColumns: readonly (keyof ThroughputSampleRow)[] = [
  "block_id",
  "at",
  "records",
  "bytes",
  "waiting_for_tap_ms",
  "waiting_for_target_ms",
  "own_work_ms",
];
export async function applyBlockOpened(db: Database, dialect: Dialect, block: MapperBlock): Promise<void> {
  await upsertBlock(db, dialect, toBlockRow(block));
}

/** Totals only grow, so that facts taken in late or twice change nothing. */
export async function applyBlockProgress(
  db: Database,
  dialect: Dialect,
  fact: Of<"block_progress">,
): Promise<void> {
  const { blockId } = fact;
  await upsertBlock(db, dialect, {
    ...unopenedBlock(blockId),
    ...toTotalsRow(fact.totals),
    heartbeat_at: fact.at,
  });
  await bulkInsert(db, dialect, {
    table: "stream_counts",
    columns: countColumns,
    key: ["block_id", "stream"],
    rows: fact.streams.map((count) => toCountRow(blockId, count)),
    update: [
      ...growing(dialect, countColumns.slice(2, -2)),
      "first_at = coalesce(held.first_at, excluded.first_at)",
      "last_at = coalesce(excluded.last_at, held.last_at)",
    ],
  });
  await bulkInsert(db, dialect, {
    table: "throughput_samples",
    columns: sampleColumns,
    key: ["block_id", "at"],
    rows: fact.samples.map((sample) => toSampleRow(blockId, sample)),
  });
}

export async function applyBlockClosed(
  db: Database,
  dialect: Dialect,
  fact: Of<"block_closed">,
): Promise<void> {
  await upsertBlock(db, dialect, {
    ...unopenedBlock(fact.blockId),
    heartbeat_at: fact.at,
    closed_at: fact.at,
    exit_code: fact.exitCode,
    reason: fact.reason,
    flight: fact.flight == null ? null : JSON.stringify(fact.flight),
  });
}

/** The blocks that the segments of a batch are of; the segments themselves go into the chain. */
export async function applySegmentBlocks(
  db: Database,
  dialect: Dialect,
  facts: readonly Of<"segments">[],
): Promise<void> {
  for (const [blockId, runId] of new Map(facts.map((fact) => [fact.blockId, fact.runId]))) {
    await upsertBlock(db, dialect, { ...unopenedBlock(blockId), run_id: runId });
  }
}

/** A block's facts may come in any order: each fills in what it knows. */
async function upsertBlock(db: Database, dialect: Dialect, row: MapperBlockRow): Promise<void> {
  await bulkInsert(db, dialect, {
    table: "mapper_blocks",
    columns: blockColumns,
    key: ["block_id"],
    rows: [row],
    update: [
      ...growing(dialect, [...totalColumns, "heartbeat_at", "opened_at", "run_id"]),
      ...["tap", "process", "closed_at", "exit_code", "reason", "flight"].map(
        (column) => `${column} = coalesce(excluded.${column}, held.${column})`,
      ),
    ],
  });
}

function growing(dialect: Dialect, columns: readonly string[]): string[] {
  return columns.map((column) => `${column} = ${dialect.greatest}(held.${column}, excluded.${column})`);
}
