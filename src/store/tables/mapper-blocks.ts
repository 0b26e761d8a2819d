import type { Generated, Insertable, Selectable } from "kysely";

/** What mappers saw. */
export interface MapperBlockTables {
  mapper_blocks: MapperBlockRow;
  stream_counts: StreamCountRow;
  throughput_samples: ThroughputSampleRow;
  segments: SegmentRow;
}

interface TimeShareColumns {
  waiting_for_tap_ms: number;
  waiting_for_target_ms: number;
  own_work_ms: number;
}

export interface MapperBlockRow extends TimeShareColumns {
  block_id: string;
  /** Empty until the block's opening is in. */
  run_id: string;
  tap: string | null;
  process: string | null;
  opened_at: number;
  heartbeat_at: number;
  closed_at: number | null;
  exit_code: number | null;
  reason: string | null;
  lines: number;
  bytes_in: number;
  bytes_out: number;
  records: number;
  states_in: number;
  states_forwarded: number;
  saw_eof: number;
  incomplete: number;
  uncovered: number;
  /** What the target may have been holding; JSON. */
  flight: string | null;
}

export interface StreamCountRow extends TimeShareColumns {
  block_id: string;
  stream: string;
  records: number;
  bytes: number;
  forwarded: number;
  quarantined: number;
  dropped: number;
  uninspected: number;
  batches: number;
  schemas: number;
  states: number;
  first_at: number | null;
  last_at: number | null;
}

export interface ThroughputSampleRow extends TimeShareColumns {
  block_id: string;
  at: number;
  records: number;
  bytes: number;
}

export interface SegmentRow {
  /** The order in which segments were recorded, over all runs. */
  sequence: Generated<number>;
  block_id: string;
  stream: string;
  number: number;
  /** Of older stores; empty since block, stream and number are all it takes. */
  segment_id: string;
  records: number;
  bytes: number;
  sha256: string;
  state_sha256: string | null;
  bookmark: string | null;
  closed_by: string;
  opened_at: number;
  closed_at: number;
  /** Its place in the chain of its run; `null`, as is the hash, for segments from before there was a chain. */
  chain_number: number | null;
  /** The hash before it is that of the entry before it, and not written twice. */
  hash: string | null;
}

export type NewSegmentRow = Insertable<SegmentRow>;

export type HeldSegmentRow = Selectable<SegmentRow>;
