import type { CheckInstance, RecordView, RowResult, Violation } from "../check.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import type { Field, ValueTest } from "../fields/field.ts";
import { sureFields } from "../sure/sure-field.ts";
import type { SureValue } from "../walker/sure-value.ts";

/** The record that is just looked at, as far as a test of values needs it. */
export interface Looking {
  numbers: NumberTexts;
}

const noTexts: NumberTexts = new Map();

/**
 * A check that looks at the values of fields one by one. `testOf` makes the test once; it finds the record's number texts
 * in what it is given. `fields` is asked each time, because key properties are known only with a SCHEMA. `sure`: values that
 * are surely not wrong, as a missing one then is.
 */
export function fieldCheck(
  fields: () => readonly Field[],
  testOf: (looking: Looking) => ValueTest,
  message: string,
  sure: SureValue | null = null,
): Required<Pick<CheckInstance, "onRecord" | "reads" | "vouchesFor">> {
  const looking: Looking = { numbers: noTexts };
  const isWrong = testOf(looking);
  return {
    vouchesFor: () => sure && sureFields(fields(), sure),
    reads: () => fields().map(({ topLevel }) => topLevel),
    onRecord: (view) => {
      looking.numbers = view.numbers;
      let found: RowResult = null;
      for (const field of fields())
        if (field.some(view.record, isWrong))
          found = added(found, violationOf(field, view, isWrong, message));
      return found;
    },
  };
}

function violationOf(field: Field, view: RecordView, isWrong: ValueTest, message: string): Violation {
  return {
    field: field.path,
    message: `${field.path} ${message}.`,
    places: () => field.places(view.record, isWrong),
  };
}

/** What was found so far and one more. */
export function added(found: RowResult, violation: Violation): RowResult {
  if (found === null) return violation;
  return Array.isArray(found) ? [...found, violation] : [found as Violation, violation];
}
