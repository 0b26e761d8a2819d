/** Time as an argument: milliseconds since the epoch, so that tests can hold it in their hands. */
export interface Clock {
  now(): number;
}

/** RFC 3339 in UTC, as all JSON of ours writes time; `null` stays `null`. */
export function toTimestamp(ms: number): string;
export function toTimestamp(ms: number | null): string | null;
export function toTimestamp(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
