import type { Labels } from "./labels.ts";
import type { SignalIdentity } from "./signal.ts";

export type SeriesStatus = "quiet" | "pending" | "firing" | "stale";

/** Where a rule stands with one series. Times are milliseconds since the epoch. */
export interface SeriesState {
  readonly status: SeriesStatus;
  /** Since when the condition holds without a break. */
  readonly since: number | null;
  readonly firedAt: number | null;
  /** Since when it doesn't hold any more, while it is kept firing. */
  readonly clearSince: number | null;
  readonly value: number | null;
  /** The newest sample that was judged. */
  readonly sampleAt: number | null;
}

/** What is remembered of a rule and one series between passes. */
export interface SeriesMemory {
  readonly state: SeriesState;
  readonly labels: Labels;
  /** As what it was told; `null` while nothing is. */
  readonly told: SignalIdentity | null;
}

/** What is remembered of a rule as a whole. */
export interface RuleMemory {
  /** When it was first looked at. */
  readonly since: number;
  readonly evaluatedAt: number | null;
  readonly lastFiredAt: number | null;
  readonly firedCount: number;
  /** Why it can't be computed; `null` where it can. */
  readonly problem: string | null;
}
