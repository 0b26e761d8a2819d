import type { Place } from "../check.ts";

/** What is to happen to a record. The good answer is the constant `"forward"`. */
export type RowVerdict =
  | "forward"
  /** Nobody could look at it, and nothing depends on it. */
  | "uninspected"
  | {
      readonly action: "quarantine" | "drop" | "fail";
      readonly reason: string;
      /** The name of the entry that decided. */
      readonly name: string;
    }
  | {
      readonly action: "mask";
      readonly reason: string;
      readonly name: string;
      /** What to redact in the record. */
      readonly places: readonly Place[];
    };

/** What is to happen to a stream after a SCHEMA, a STATE, a segment's end, an ACTIVATE_VERSION line or the end. */
export type StreamVerdict =
  | "go on"
  /** The ACTIVATE_VERSION line is kept back. */
  | "hold"
  | { readonly action: "fail"; readonly reason: string; readonly name: string };
