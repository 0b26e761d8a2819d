import type {
  BlockTotals,
  MapperBlock,
  Segment,
  StreamCount,
  ThroughputSample,
} from "../../model/mapper-block.ts";
import type {
  HeldSegmentRow,
  MapperBlockRow,
  StreamCountRow,
  ThroughputSampleRow,
} from "../tables/mapper-blocks.ts";

/** The columns of a block's running totals. */
export type TotalsRow = Pick<MapperBlockRow, (typeof totalColumns)[number]>;

export const totalColumns = [
  "lines",
  "bytes_in",
  "bytes_out",
  "records",
  "states_in",
  "states_forwarded",
  "saw_eof",
  "incomplete",
  "uncovered",
  "waiting_for_tap_ms",
  "waiting_for_target_ms",
  "own_work_ms",
] as const;

export function toTotalsRow(totals: BlockTotals): TotalsRow {
  return {
    lines: totals.lines,
    bytes_in: totals.bytesIn,
    bytes_out: totals.bytesOut,
    records: totals.records,
    states_in: totals.statesIn,
    states_forwarded: totals.statesForwarded,
    saw_eof: Number(totals.sawEof),
    incomplete: Number(totals.incomplete),
    uncovered: totals.uncovered,
    waiting_for_tap_ms: Math.round(totals.waitingForTapMs),
    waiting_for_target_ms: Math.round(totals.waitingForTargetMs),
    own_work_ms: Math.round(totals.ownWorkMs),
  };
}

/** A block of which nothing is known yet but its id. */
export function unopenedBlock(blockId: string): MapperBlockRow {
  const zeros = Object.fromEntries(totalColumns.map((column) => [column, 0])) as TotalsRow;
  return {
    ...zeros,
    block_id: blockId,
    run_id: "",
    tap: null,
    process: null,
    opened_at: 0,
    heartbeat_at: 0,
    closed_at: null,
    exit_code: null,
    reason: null,
    flight: null,
  };
}

export function toBlockRow(block: MapperBlock): MapperBlockRow {
  return {
    ...toTotalsRow(block),
    block_id: block.blockId,
    run_id: block.runId,
    tap: block.tap,
    process: JSON.stringify(block.process),
    opened_at: block.openedAt,
    heartbeat_at: block.heartbeatAt,
    closed_at: block.closedAt,
    exit_code: block.exitCode,
    reason: block.reason,
    flight: block.flight === null ? null : JSON.stringify(block.flight),
  };
}

export function toBlock(row: MapperBlockRow): MapperBlock {
  return {
    blockId: row.block_id,
    runId: row.run_id,
    tap: row.tap,
    process: JSON.parse(row.process ?? "null") as MapperBlock["process"],
    openedAt: row.opened_at,
    heartbeatAt: row.heartbeat_at,
    closedAt: row.closed_at,
    exitCode: row.exit_code,
    reason: row.reason,
    flight: JSON.parse(row.flight ?? "null") as MapperBlock["flight"],
    lines: row.lines,
    bytesIn: row.bytes_in,
    bytesOut: row.bytes_out,
    records: row.records,
    statesIn: row.states_in,
    statesForwarded: row.states_forwarded,
    sawEof: row.saw_eof === 1,
    incomplete: row.incomplete === 1,
    uncovered: row.uncovered,
    ...toShares(row),
  };
}

export function toCountRow(blockId: string, count: StreamCount): StreamCountRow {
  const { firstAt, lastAt, waitingForTapMs, waitingForTargetMs, ownWorkMs, ...counts } = count;
  return {
    ...{ block_id: blockId, batches: 0, ...counts, first_at: firstAt, last_at: lastAt },
    waiting_for_tap_ms: Math.round(waitingForTapMs),
    waiting_for_target_ms: Math.round(waitingForTargetMs),
    own_work_ms: Math.round(ownWorkMs),
  };
}

export function toCount(row: Omit<StreamCountRow, "block_id">): StreamCount {
  const { first_at, last_at, waiting_for_tap_ms, waiting_for_target_ms, own_work_ms, ...counts } = row;
  const shares = { waiting_for_tap_ms, waiting_for_target_ms, own_work_ms };
  return { ...counts, firstAt: first_at, lastAt: last_at, ...toShares(shares) };
}

export function toSampleRow(blockId: string, sample: ThroughputSample): ThroughputSampleRow {
  return {
    block_id: blockId,
    at: sample.at,
    records: sample.records,
    bytes: sample.bytes,
    waiting_for_tap_ms: Math.round(sample.waitingForTapMs),
    waiting_for_target_ms: Math.round(sample.waitingForTargetMs),
    own_work_ms: Math.round(sample.ownWorkMs),
  };
}

export function toSample(row: ThroughputSampleRow): ThroughputSample & { readonly blockId: string } {
  return { blockId: row.block_id, at: row.at, records: row.records, bytes: row.bytes, ...toShares(row) };
}

export function toSegment(row: Omit<HeldSegmentRow, "sequence">): Segment {
  return {
    stream: row.stream,
    number: row.number,
    records: row.records,
    bytes: row.bytes,
    sha256: row.sha256,
    stateSha256: row.state_sha256,
    bookmark: row.bookmark,
    closedBy: row.closed_by as Segment["closedBy"],
    openedAt: row.opened_at,
    closedAt: row.closed_at,
  };
}

/** A segment with where it stands among all. */
export function toSequencedSegment(row: HeldSegmentRow & { run_id: string | null }) {
  return { ...toSegment(row), sequence: row.sequence, runId: row.run_id ?? "", blockId: row.block_id };
}

function toShares(
  row: Pick<ThroughputSampleRow, "waiting_for_tap_ms" | "waiting_for_target_ms" | "own_work_ms">,
) {
  return {
    waitingForTapMs: row.waiting_for_tap_ms,
    waitingForTargetMs: row.waiting_for_target_ms,
    ownWorkMs: row.own_work_ms,
  };
}
