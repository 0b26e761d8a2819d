import type { Finding, FindingLevel } from "../../model/finding.ts";
import type { Severity } from "../../model/severity.ts";
import type { CheckInstance, Outcome, RecordView, RowResult, Violation } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { EvaluationFault } from "../expressions/values.ts";
import type { Field } from "../fields/field.ts";
import { FieldTallies, type FieldTally } from "./field-tally.ts";
import { type EntryPlan, type Threshold, thresholdDocument } from "./plan.ts";
import { type SamplePolicy, sampleOf } from "./samples.ts";
import { isReached, type Tally } from "./thresholds.ts";

export interface EntryRunOptions {
  readonly plan: EntryPlan;
  readonly instance: CheckInstance;
  readonly where: Expression | null;
  /** One object for all entries of the stream. */
  readonly stream: EntryStream;
}

/** What an entry needs of its stream. */
export interface EntryStream {
  readonly samples: SamplePolicy;
  /** A field by its path, resolved against the SCHEMA. */
  readonly field: (path: string) => Field;
  /** The fields that tell rows apart. */
  readonly keyFields: () => readonly Field[];
}

/** One entry at work on one stream: what it saw, and how far that went. */
export class EntryRun implements Tally {
  readonly plan: EntryPlan;
  readonly instance: CheckInstance;
  readonly where: Expression | null;
  looked = 0;
  breaking = 0;
  readonly #stream: EntryStream;
  readonly #tallies = new FieldTallies();
  #violations = 0;
  /** Fields that the SCHEMA doesn't have, where that is a violation. */
  #unknownFields: ReadonlySet<string> = new Set();
  #hasWarned = false;
  #hasFailed = false;

  constructor(options: EntryRunOptions) {
    this.plan = options.plan;
    this.instance = options.instance;
    this.where = options.where;
    this.#stream = options.stream;
  }

  /** Rows are counted as rows: a field that is not there is told once more only where no row tells it. */
  get violations(): number {
    return Math.max(this.#violations, this.#unknownFields.size);
  }

  get isActive(): boolean {
    return this.plan.mode === "active";
  }

  /** Whether `where` lets the check look at a record. */
  looksAt(view: RecordView): boolean {
    const judged = this.where?.judge(view);
    if (judged instanceof EvaluationFault) {
      const message = `where can't be judged: ${judged.message}.`;
      this.#tallies.addRow({ field: null, message, uninspected: true }, view.line);
    }
    return judged === true;
  }

  /** Notes what was found in a row; the violation that acts on it, or `null` where none does. */
  noteRow(found: NonNullable<RowResult>, view: RecordView): Violation | null {
    const all = Array.isArray(found) ? (found as readonly Violation[]) : [found as Violation];
    let acting: Violation | null = null;
    for (const violation of all) {
      const tally = this.#tallies.addRow(violation, view.line);
      this.#sample(tally, view);
      if (violation.acts !== false && violation.uninspected !== true) acting ??= violation;
    }
    if (acting !== null) this.#violations++;
    return acting;
  }

  noteOutcomes(outcomes: readonly Outcome[], line: number | null): void {
    for (const outcome of outcomes) {
      this.#tallies.addOutcome(outcome, line);
      if (outcome.outcome !== "violated") continue;
      this.#violations += outcome.count ?? 1;
      this.breaking += outcome.breaking ?? 0;
    }
  }

  /** Notes fields that the SCHEMA doesn't have: violations in strict mode, else what can't be judged. */
  noteUnknown(fields: readonly string[], isStrict: boolean, line: number): void {
    if (isStrict) this.#unknownFields = new Set([...this.#unknownFields, ...fields]);
    const outcome = isStrict
      ? { outcome: "violated" as const, count: 0 }
      : { outcome: "uninspected" as const };
    for (const field of fields)
      this.#tallies.addOutcome({ ...outcome, field, message: `The SCHEMA has no field ${field}.` }, line);
  }

  /** Judges the thresholds; whether the run fails of it. Once reached they stay so. */
  judge(at: "row" | "segment" | "end"): boolean {
    const { warn, fail, check } = this.plan;
    const tally = check.isOnce === true ? allOrNothing(this) : this;
    this.#hasWarned ||= isReached(warn, tally, at);
    this.#hasFailed ||= fail !== null && isReached(fail, tally, at);
    return this.#hasFailed && this.isActive;
  }

  /** Why the run fails, for people. */
  get failReason(): string {
    const { plan, violations } = this;
    const message = this.#tallies.all().find(({ outcome }) => outcome === "violated")?.message ?? "";
    return `check ${plan.name}: ${violations} in violation reached fail at ${thresholdText(plan.fail)} (${message.replace(/\.$/, "")})`;
  }

  findings(stream: string): readonly Finding[] {
    this.judge("row");
    return this.#tallies.all().map((tally) => this.#finding(tally, stream));
  }

  #sample(tally: FieldTally, view: RecordView): void {
    const { plan } = this;
    const { samples, keyFields, field } = this.#stream;
    if (tally.samples.length >= samples.rows) return;
    const named = tally.field === null ? [] : [field(tally.field)];
    const asked = plan.check.fields?.(plan.settings).map(field) ?? [];
    const shown = new Map([...keyFields(), ...named, ...asked.slice(0, 5)].map((one) => [one.path, one]));
    const sample = sampleOf(view, [...shown.values()], samples, plan.check.hidesValues === true);
    if (sample !== null) tally.samples.push(sample);
  }

  #finding(tally: FieldTally, stream: string): Finding {
    const { plan } = this;
    const level = this.#levelOf(tally);
    const threshold = level === "fail" ? plan.fail : plan.warn;
    const crashes = tally.targetCrashes;
    return {
      ...{ check: plan.check.key, name: plan.name, stream, field: tally.field },
      ...{ type: tally.type ?? plan.check.type, severity: this.#severityOf(tally, level) },
      ...{ outcome: tally.outcome, level, mode: plan.mode, action: tally.acts ? plan.onViolation : "keep" },
      ...(tally.acts ? {} : { acts: false }),
      records:
        tally.outcome === "uninspected" && tally.records !== null
          ? tally.records
          : (tally.records ?? this.looked),
      violations: tally.outcome === "violated" ? Math.max(1, tally.violations) : tally.violations,
      ...{ targetCrashes: crashes, targetCrash: crashes > 0 },
      threshold:
        level !== "none" && tally.outcome === "violated" && tally.acts
          ? thresholdDocument(threshold as Threshold)
          : null,
      ...{
        message: tally.message,
        samples: tally.samples,
        firstLine: tally.firstLine,
        changes: tally.changes,
      },
      ...{ owner: plan.owner, tags: plan.tags, description: plan.description },
      ...{ value: tally.value, details: tally.details },
    };
  }

  /** What has no weight is told; what could not be looked at too; too little history is only recorded. */
  #levelOf({ outcome, acts }: FieldTally): FindingLevel {
    if (outcome === "insufficient_history") return "none";
    if (outcome === "uninspected" || !acts) return "warn";
    if (this.#hasFailed) return "fail";
    return this.#hasWarned ? "warn" : "none";
  }

  #severityOf(tally: FieldTally, level: FindingLevel): Severity {
    if (level === "none") return "info";
    if (tally.outcome === "uninspected" || !tally.acts) return "warning";
    return this.plan.severity ?? tally.severity ?? (level === "fail" ? "error" : "warning");
  }
}

/** Its one violation is of the whole stream, not of one record in it. */
function allOrNothing({ violations, breaking }: Tally): Tally {
  return { violations, breaking, looked: violations };
}

function thresholdText(threshold: Threshold | null): string {
  if (threshold === null) return "none";
  if ("percent" in threshold) return `${threshold.percent.text} %`;
  return "count" in threshold ? String(threshold.count) : `${threshold.breaking} breaking`;
}
