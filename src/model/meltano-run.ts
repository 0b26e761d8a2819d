/** A line of Meltano's own table of runs. Times are milliseconds since the epoch. */
export interface MeltanoRun {
  /** Meltano's number for it; a run of several blocks has several, with one `runId`. */
  readonly id: number;
  readonly stateId: string;
  /** `IDLE`, `RUNNING`, `SUCCESS`, `FAIL` or `DEAD`; Meltano leaves a killed run `RUNNING`. */
  readonly state: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lastHeartbeatAt: number | null;
  /** Meltano's sentence about a failure; not redacted. */
  readonly error: string | null;
  readonly trigger: string | null;
  /** With dashes; `null` where Meltano wrote none. */
  readonly runId: string | null;
}
