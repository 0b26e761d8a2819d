import type { FlightRecord } from "./flight-record.ts";
import type { ProcessIdentity } from "./run.ts";

/** Where a mapper's time went, in milliseconds. */
export interface TimeShares {
  readonly waitingForTapMs: number;
  readonly waitingForTargetMs: number;
  readonly ownWorkMs: number;
}

/**
 * What a mapper saw of one stream up to now; all counts are totals of the block. Bytes include newlines. Its time is the
 * part of the block's that went by while its records moved.
 */
export interface StreamCount extends TimeShares {
  readonly stream: string;
  readonly records: number;
  readonly bytes: number;
  readonly forwarded: number;
  readonly quarantined: number;
  readonly dropped: number;
  readonly uninspected: number;
  /** BATCH messages that were forwarded; how many records lie in their files nobody knows. Older mappers did not count them. */
  readonly batches?: number;
  readonly schemas: number;
  /** STATE messages that closed a segment of this stream. */
  readonly states: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** Totals of one mapper process (one block of a run) up to now. */
export interface BlockTotals extends TimeShares {
  readonly lines: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly records: number;
  readonly statesIn: number;
  readonly statesForwarded: number;
  /** The mapper's stdin reached its end: the tap is done (or dead). */
  readonly sawEof: boolean;
  /** The checking side failed and bytes were only copied from then on. */
  readonly incomplete: boolean;
  /** Records forwarded whose segment could not be made durable anywhere. */
  readonly uncovered: number;
}

export interface MapperBlock extends BlockTotals {
  readonly blockId: string;
  readonly runId: string;
  readonly tap: string | null;
  readonly process: ProcessIdentity;
  readonly openedAt: number;
  readonly heartbeatAt: number;
  readonly closedAt: number | null;
  readonly exitCode: number | null;
  /** Why it ended as it did, one sentence; `null` for a plain end. */
  readonly reason: string | null;
  /** What the target may have been holding, where it went or the mapper had to stop early. */
  readonly flight: FlightRecord | null;
}

/** The records of a stream between two STATE messages: the unit of audit. */
export interface Segment {
  readonly stream: string;
  /** Counts up per block and stream, from 1. */
  readonly number: number;
  readonly records: number;
  readonly bytes: number;
  /** Lower-case hex, over the forwarded RECORD lines with their newlines. */
  readonly sha256: string;
  readonly stateSha256: string | null;
  /**
   * The STATE's bookmark of this stream, as it is written there; `null` where there is none, it is over 2 KiB, or STATEs
   * came so closely (more than twenty in a millisecond) that it was not read.
   */
  readonly bookmark: string | null;
  readonly closedBy: "state" | "eof";
  readonly openedAt: number;
  readonly closedAt: number;
}

/** Half a second of a block's flow. Counts are totals since the block began, so that a lost sample loses nothing. */
export interface ThroughputSample extends TimeShares {
  readonly at: number;
  readonly records: number;
  readonly bytes: number;
}
