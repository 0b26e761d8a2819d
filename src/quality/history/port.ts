/** What is known of the earlier runs of a stream: read before the first record, never written by a check. */
export interface StreamHistory {
  /** Whether anything could be read at all; `false` where the store was away. */
  readonly isKnown: boolean;
}

/** No earlier runs, or none that could be read. */
export function noHistory(isKnown: boolean): StreamHistory {
  return { isKnown };
}
