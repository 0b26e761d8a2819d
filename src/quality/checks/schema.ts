import {
  type CheckInstance,
  defineCheck,
  noOutcomes,
  type Outcome,
  type RecordView,
  type RowResult,
  type SchemaView,
  type Violation,
} from "../check.ts";
import type { CompiledSchema } from "../schema/compile-schema.ts";
import type { Violation as SchemaViolation } from "../schema/violation.ts";
import { noSettings } from "../setting-values.ts";
import { sureValueOf } from "../sure/value-of-schema.ts";

/** Records against the tap's own SCHEMA. */
export const schema = defineCheck<object>({
  key: "schema",
  settings: noSettings.meta({
    description: "Records against the tap's own SCHEMA, of any draft; all violations.",
  }),
  needs: ["record", "schema"],
  decides: "row",
  actions: ["quarantine", "drop"],
  type: "data_quality",
  byDefault: {},
  create: (_given, context): CheckInstance => {
    let compiled: CompiledSchema | null = null;
    /** Where nobody asked for the check: the same with dates as targets read them; compiled when it matters. */
    let loose: CompiledSchema | null = null;
    /** Why records can't be judged. */
    let unusable: Violation = { field: null, message: "A RECORD came before its SCHEMA.", uninspected: true };
    /** Compiled when the first record comes, so that the SCHEMA itself can leave at once. */
    let waiting: SchemaView | null = null;
    /** The SCHEMA that holds. */
    let held: SchemaView | null = null;
    let untold: readonly Outcome[] = noOutcomes;
    const prepare = (view: SchemaView): void => {
      waiting = null;
      const result = context.compileSchema(view.schema, view.numbers);
      compiled = "error" in result ? null : result;
      loose = null;
      if ("error" in result)
        unusable = { field: null, message: `The SCHEMA can't be used: ${result.error}.`, uninspected: true };
      else untold = [...untold, ...uncheckedPatterns(result, view)];
    };
    const harmful = (view: RecordView, strict: readonly SchemaViolation[]): readonly SchemaViolation[] => {
      if (loose === null && held !== null) {
        const result = context.compileSchema(held.schema, held.numbers, true);
        loose = "error" in result ? null : result;
      }
      const found = loose?.validate(view.record, view.numbers) ?? strict;
      return found.filter((violation) => !isHarmlessDate(violation));
    };
    const tell = (): readonly Outcome[] => {
      const told = untold;
      untold = noOutcomes;
      return told;
    };
    return {
      onSchema: (view) => {
        waiting = view;
        held = view;
        return noOutcomes;
      },
      onSegmentEnd: tell,
      onEnd: () => {
        if (waiting !== null) prepare(waiting);
        return tell();
      },
      vouchesFor: () => {
        if (waiting !== null) prepare(waiting);
        if (compiled === null || held === null) return null;
        return sureValueOf(held.schema, { numbers: held.numbers, hasLooseDates: context.isDefault });
      },
      onRecord: (view) => {
        if (waiting !== null) prepare(waiting);
        if (compiled === null) return unusable;
        const found = compiled.validate(view.record, view.numbers);
        if (found.length === 0) return null;
        return resultOf(context.isDefault ? harmful(view, found) : found);
      },
    };
  },
});

function uncheckedPatterns(
  { uncheckedPatterns: patterns }: CompiledSchema,
  { line }: SchemaView,
): readonly Outcome[] {
  if (patterns.size === 0) return noOutcomes;
  const message = `The SCHEMA has ${patterns.size} pattern(s) that can't be matched in bounded time; they are not checked.`;
  return [{ outcome: "uninspected", message, line }];
}

function resultOf(found: readonly SchemaViolation[]): RowResult {
  if (found.length === 0) return null;
  return found.map(({ path, message, targetCrash, isInvalid }) => ({
    field: fieldOf(path),
    message: isInvalid
      ? `${fieldOf(path) ?? "The record"} ${message}.`
      : `${fieldOf(path)} is written as a float: to a target built with the SDK it is no integer.`,
    targetCrash,
    acts: isInvalid,
  }));
}

/** Not RFC 3339, and read by targets all the same: half of all taps write such dates, and nobody is harmed. */
function isHarmlessDate({ keyword, message, targetCrash }: SchemaViolation): boolean {
  return keyword === "format" && !targetCrash && /"(?:date|time|date-time)"/.test(message);
}

/** `$.lines[*].price` as settings name it: `lines[].price`. */
function fieldOf(path: string): string | null {
  return path === "$" ? null : path.replace(/^\$\.?/, "").replaceAll("[*]", "[]");
}
