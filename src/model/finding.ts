import type { Json } from "../lib/canonical-json.ts";
import type { Severity } from "./severity.ts";
import type { AlertType } from "./signal.ts";

/** What a check can say of a stream besides that all is well. */
const findingOutcomes = ["violated", "insufficient_history", "uninspected"] as const;
export type FindingOutcome = (typeof findingOutcomes)[number];

/** What happens to a row that violates a check, or to an ACTIVATE_VERSION line (`hold`). */
export const rowActions = ["keep", "quarantine", "drop", "mask", "hold"] as const;
export type RowAction = (typeof rowActions)[number];

/** How far a finding went: recorded only, told as a warning, or the run's failure. */
export type FindingLevel = "none" | "warn" | "fail";

/** The kinds of difference between two schemas. */
export type SchemaChangeClass = "breaking" | "safe";

/** One difference between a schema and the one before it, or between what was declared and what came. */
export interface SchemaChange {
  /** From `$`, as in `$.lines[*].price`. */
  readonly path: string;
  /** What kind of change, in snake_case: `property_removed`, `type_narrowed`. */
  readonly kind: string;
  readonly before: Json;
  readonly after: Json;
  readonly class: SchemaChangeClass;
  readonly reason: string;
  /** The line it came with, counted from 1. */
  readonly line: number | null;
}

/** When a check is told or ends the run. */
export type FindingThreshold =
  | { readonly count: number }
  | { readonly percent: number }
  | { readonly breaking: number };

/**
 * One thing a check saw in the data of a run; one for each check and field of a stream, never one for each row.
 * Numbers are absolute: a later one of the same `findingKey` replaces it.
 */
export interface Finding {
  /** The check's key, such as `not_null`. */
  readonly check: string;
  /** The name of the entry; entries without one have a name made of key and fields. */
  readonly name: string;
  readonly stream: string;
  /** `null` for what concerns no one field. */
  readonly field: string | null;
  /** What its alert is of. */
  readonly type: AlertType;
  readonly severity: Severity;
  readonly outcome: FindingOutcome;
  readonly level: FindingLevel;
  /** `shadow`: recorded, never told, never acted upon. */
  readonly mode: "active" | "shadow";
  /** `false`: told, but no row and no threshold depends on it; a field may have a finding of either kind. */
  readonly acts?: false;
  /** What the rows' fate was. */
  readonly action: RowAction;
  /** Records looked at; `null` where none were. */
  readonly records: number | null;
  /** Rows in violation; 1 for what is decided at the end; 0 where nothing was violated. */
  readonly violations: number;
  /** Of them those that a target built with the Meltano SDK would end on, whether or not they are invalid. */
  readonly targetCrashes: number;
  readonly targetCrash: boolean;
  /** The threshold that was reached; `null` where none was. */
  readonly threshold: FindingThreshold | null;
  /** One sentence without a value of the data. */
  readonly message: string;
  /** Rows or values as `samples:` allows them: masked or as they are; at most as many as it says. */
  readonly samples: readonly Json[];
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly description: string | null;
  /** The first line in violation, counted from 1. */
  readonly firstLine: number | null;
  readonly changes: readonly SchemaChange[];
  /** What was measured and what was expected, for numbers that were judged. */
  readonly value: number | null;
  readonly details: { readonly [key: string]: Json };
}

/** What tells a stream's findings apart; equal keys replace one another. */
export function findingKey({ stream, name, field, outcome, mode, acts }: Finding): string {
  return JSON.stringify([stream, name, field, outcome, mode, ...(acts === false ? ["no weight"] : [])]);
}

/** A check that was looked at and that nothing was found by: what was told of it before is over. */
export interface PassedCheck {
  readonly stream: string;
  /** The name of the entry. */
  readonly name: string;
}
