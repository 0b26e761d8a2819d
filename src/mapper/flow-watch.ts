import type { ThroughputSample } from "../model/mapper-block.ts";

/** What the watch remembers between samples. */
export interface FlowState {
  /** The samples of the last half minute, oldest first. */
  readonly recent: readonly ThroughputSample[];
  readonly isSlow: boolean;
}

export const beginningOfFlow: FlowState = { recent: [], isSlow: false };

/** A change worth a signal. */
export interface FlowChange {
  readonly state: "firing" | "resolved";
  readonly recordsPerSecond: number;
  readonly minimum: number;
}

const windowMs = 30_000;

/**
 * Whether records come too slowly: fewer a second than `minimum` over half a minute, whichever side is to blame. Give it
 * samples from the first record to the tap's end only: what a tap does before, and a target after, is no flow.
 */
export function watchFlow(
  state: FlowState,
  sample: ThroughputSample,
  minimum: number | null,
): { readonly state: FlowState; readonly change: FlowChange | null } {
  const recent = [...state.recent, sample].filter(
    ({ at }, index, all) => (all[index + 1]?.at ?? at) > sample.at - windowMs,
  );
  const first = recent[0] ?? sample;
  if (minimum === null || sample.at - first.at < windowMs)
    return { state: { ...state, recent }, change: null };
  const recordsPerSecond = ((sample.records - first.records) * 1000) / (sample.at - first.at);
  const isSlow = recordsPerSecond < minimum;
  if (isSlow === state.isSlow) return { state: { recent, isSlow }, change: null };
  const change = { state: isSlow ? "firing" : "resolved", recordsPerSecond, minimum } as const;
  return { state: { recent, isSlow }, change };
}
