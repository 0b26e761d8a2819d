import type { Run } from "../../model/run.ts";
import type { SlaState } from "../../model/sla-memory.ts";

export type SlaStatus = "ok" | "waiting" | "will_miss" | "late" | "missed" | "too_long" | "stale" | "unknown";

/** What an expectation comes to now. `breach` is what is to be told; `null` where all is well. */
export interface Judgement {
  readonly state: SlaState;
  readonly status: SlaStatus;
  readonly breach: Breach | null;
  /** Why it is well again, for the end of what was told. */
  readonly relief: string;
}

export interface Breach {
  readonly type: "pipeline_missed" | "sla_breach";
  /** How many deadlines in a row. */
  readonly count: number;
  /** The deadline it is about, without grace; `null` for how long a run takes. */
  readonly deadline: number | null;
  readonly what: string;
  readonly runId: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
}

export interface Evidence {
  /** Runs of the job, newest first. */
  readonly runs: readonly Run[];
  /** The newest good runs, for how long it takes. */
  readonly good: readonly Run[];
  readonly now: number;
}

export function well(state: SlaState, status: SlaStatus, relief: string): Judgement {
  return { state, status, breach: null, relief };
}
