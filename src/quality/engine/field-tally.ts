import type { Json } from "../../lib/canonical-json.ts";
import type { FindingOutcome, SchemaChange } from "../../model/finding.ts";
import type { Severity } from "../../model/severity.ts";
import type { AlertType } from "../../model/signal.ts";
import type { Outcome, Violation } from "../check.ts";

/** What is known of one field of one entry so far: it becomes one finding. */
export interface FieldTally {
  readonly field: string | null;
  readonly outcome: FindingOutcome;
  /** `false`: told, but without weight. */
  readonly acts: boolean;
  violations: number;
  targetCrashes: number;
  firstLine: number | null;
  message: string;
  /** Of the worst that was said; `null` where that is the entry's own. */
  severity: Severity | null;
  type: AlertType | null;
  records: number | null;
  value: number | null;
  details: { readonly [key: string]: Json };
  readonly samples: Json[];
  readonly changes: SchemaChange[];
}

/** Fields that an entry tells apart; what comes later is told together. */
const mostFields = 50;
const mostChanges = 1000;

/** How heavy a severity is. Without one of its own an outcome has the entry's, which is a warning at least. */
function weightOf(severity: Severity | null): number {
  return severity === null ? 2 : weights[severity];
}

const weights: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 3, critical: 4 };

/** The fields of one entry, one for each outcome. */
export class FieldTallies {
  /** None while nothing was found: ten thousand streams have as many entries each as they have checks. */
  #tallies: Map<string, FieldTally> | null = null;

  all(): readonly FieldTally[] {
    return this.#tallies === null ? [] : [...this.#tallies.values()];
  }

  /** The tally of a violation of a row, one row more in it. */
  addRow(violation: Violation, line: number): FieldTally {
    const outcome = violation.uninspected === true ? "uninspected" : "violated";
    const tally = this.#tally(violation.field, outcome, violation.acts !== false, violation.message);
    if (outcome === "violated") tally.violations++;
    else tally.records = (tally.records ?? 0) + 1;
    if (violation.targetCrash === true) tally.targetCrashes++;
    tally.firstLine ??= line;
    return tally;
  }

  /** Adds what was said of the stream as a whole. */
  addOutcome(outcome: Outcome, line: number | null): void {
    const tally = this.#tally(outcome.field ?? null, outcome.outcome, true, outcome.message);
    const severity = outcome.severity ?? null;
    const isFirst = tally.violations === 0;
    if (outcome.outcome === "violated") tally.violations += outcome.count ?? 1;
    tally.firstLine ??= outcome.line ?? line;
    if (isFirst || weightOf(severity) > weightOf(tally.severity)) {
      tally.severity = severity;
      tally.message = outcome.message;
    }
    tally.type = outcome.type ?? tally.type;
    tally.records = outcome.records ?? tally.records;
    tally.value = outcome.value ?? tally.value;
    tally.details = { ...tally.details, ...outcome.details };
    tally.changes.push(...(outcome.changes ?? []).slice(0, mostChanges - tally.changes.length));
    tally.samples.push(...(outcome.samples ?? []));
  }

  #tally(field: string | null, outcome: FindingOutcome, acts: boolean, message: string): FieldTally {
    const key = JSON.stringify([field, outcome, acts]);
    this.#tallies ??= new Map();
    const known = this.#tallies.get(key);
    if (known !== undefined) return known;
    if (this.#tallies.size >= mostFields && field !== null)
      return this.#tally(null, outcome, acts, "More fields than are told one by one.");
    const tally: FieldTally = {
      ...{ field, outcome, acts, message, violations: 0, targetCrashes: 0, firstLine: null, severity: null },
      ...{ type: null, records: null, value: null, details: {}, samples: [], changes: [] },
    };
    this.#tallies.set(key, tally);
    return tally;
  }
}
