import type { Json } from "../../lib/canonical-json.ts";
import type { AcceptedLevel, BaselinePoint, LevelMetric, PastSchema } from "../../model/stream-history.ts";
import type { InferredTypes } from "../drift/index.ts";

/**
 * What is known of the earlier runs of a stream: read beside the stream, so it may become known while records flow. Never
 * written by a check.
 */
export interface StreamHistory {
  /** Whether anything could be read at all; `false` until it was, and where the store is away. */
  readonly isKnown: boolean;
  /** Good runs that are known of the job. */
  readonly runs: number;
  /** In how many of the newest of them the stream came, without a gap. */
  readonly runsInARow: number;
  /** Oldest first. */
  points(metric: LevelMetric): readonly BaselinePoint[];
  accepted(metric: LevelMetric): AcceptedLevel | null;
  /** The last good (or accepted) one. */
  readonly schema: PastSchema | null;
  /** The stream's part of the last good run's last STATE. */
  readonly bookmarks: Json;
  /** The types that came in this run where its schema leaves them open; `null` where nobody looks. */
  readonly inferredNow: InferredTypes | null;
}

/** No earlier runs, or none that could be read. */
export function noHistory(isKnown: boolean): StreamHistory {
  return {
    isKnown,
    runs: 0,
    runsInARow: 0,
    points: () => [],
    accepted: () => null,
    schema: null,
    bookmarks: null,
    inferredNow: null,
  };
}
