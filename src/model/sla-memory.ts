import type { SignalIdentity } from "./signal.ts";

/** Where an expectation stands. Times are milliseconds since the epoch. */
export interface SlaState {
  /** When it was first looked at: nothing from before is owed. */
  readonly since: number;
  /** Deadlines up to this one were judged. */
  readonly judgedUntil: number;
  /** Deadlines that passed without what was expected, up to now and without a break. */
  readonly missed: number;
  readonly firstMissedAt: number | null;
  readonly lastMissedAt: number | null;
  /** The run that took too long and was told. */
  readonly slowRunId: string | null;
}

/** What is remembered of an expectation between passes, and as what it is told just now. */
export interface SlaMemory {
  readonly state: SlaState;
  readonly told: SignalIdentity | null;
  /** What was told last; the same is not told again. */
  readonly toldAs: string | null;
}
