/** What a metric of a stream was in one run that counts: complete and good. */
export interface BaselinePoint {
  readonly runId: string;
  /** When the run began, milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  /** It was told as unusual then, so it says nothing of what is usual. */
  readonly flagged: boolean;
}

/** A person said: from the run at this time on, this is the level. */
export interface AcceptedLevel {
  readonly from: number;
}
