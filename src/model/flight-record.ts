import type { Json } from "../lib/canonical-json.ts";

/** A record that was on its way to the target; values as `samples.values` allows them. */
export interface FlightEntry {
  /** The number of its line in the mapper's input, counted from 1. */
  readonly line: number;
  readonly stream: string;
  readonly bytes: number;
  /** Its key, by the fields of the SCHEMA's `key_properties`; `null` where those aren't known or values may not be shown. */
  readonly key: Json;
  /** The record itself; `null` where it is too large or values may not be shown. */
  readonly record: Json;
}

/** What a target may have been holding when it went, or when the mapper was told to stop early. */
export interface FlightRecord {
  readonly at: number;
  readonly reason: string;
  /** Records handed on since the last STATE. */
  readonly streams: readonly {
    readonly stream: string;
    readonly records: number;
    readonly firstLine: number;
    readonly lastLine: number;
  }[];
  /** The last records the pipe took, the newest last. */
  readonly lastTaken: readonly FlightEntry[];
  /** The record that the target was most likely at: the newest one that can't be in the pipe any more. */
  readonly likely: FlightEntry | null;
  /** How sure that is, in one or two sentences. */
  readonly caveat: string;
}
