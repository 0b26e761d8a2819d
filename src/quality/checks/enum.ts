import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import { defineCheck } from "../check.ts";
import { canonicalDecimal } from "../exact/decimal.ts";
import { decimalAt } from "../exact/exact-value.ts";
import { fieldPath, type SettingScalar, scalarValue } from "../setting-values.ts";
import { isPlainText, mostTexts } from "../sure/rules-of-schema.ts";
import { types } from "../walker/layout.ts";
import { anything, noTextRules, type SureValue } from "../walker/sure-value.ts";
import { fieldCheck, type Looking } from "./field-check.ts";

const settings = z
  .strictObject({
    field: fieldPath,
    values: z.array(scalarValue).min(1).meta({ description: 'The values that are allowed; 1 is not "1".' }),
  })
  .meta({ description: "A value out of a list. Null passes; `not_null` is for that." });

/** Values out of a list, compared as values: 1.10 is 1.1, both spellings of é are one. */
export const enumeration = defineCheck<z.output<typeof settings>>({
  key: "enum",
  settings,
  needs: ["record"],
  decides: "row",
  actions: ["quarantine", "drop", "mask"],
  type: "data_quality",
  fields: ({ field }) => [field],
  create: (given, context) => {
    const field = [context.field(given.field)];
    return fieldCheck(
      () => field,
      (looking) => notAmong(given.values, looking),
      "must be one of the values listed",
      sureValues(given.values),
    );
  },
});

/** Null, the texts listed, and the booleans where both are. */
function sureValues(values: readonly SettingScalar[]): SureValue {
  const texts = values.filter((value) => typeof value === "string" && isPlainText(value)) as string[];
  const booleans = values.includes(true) && values.includes(false) ? types.boolean : 0;
  const few = texts.length <= mostTexts ? types.string : 0;
  return { ...anything, types: types.null | few | booleans, text: { ...noTextRules, texts } };
}

function notAmong(values: readonly SettingScalar[], looking: Looking) {
  const plain = new Set<Json>(values.map(plainOf));
  const numbers = new Set(
    values.flatMap((value) => (isNumber(value) ? [canonicalDecimal(value.exact)] : [])),
  );
  return (value: Json | undefined, holder: object, key: string | number): boolean => {
    if (value === null || value === undefined) return false;
    if (typeof value === "string") return !plain.has(value) && !plain.has(value.normalize());
    if (typeof value !== "number") return !plain.has(value);
    const isTold = looking.numbers.get(holder)?.has(String(key)) !== true;
    if (isTold && plain.has(value)) return false;
    const exact = decimalAt(value, holder, key, looking.numbers);
    return exact === null || !numbers.has(canonicalDecimal(exact));
  };
}

function plainOf(value: SettingScalar): Json {
  if (typeof value === "string") return value.normalize();
  // A double that stands for another number must not be found by it.
  if (isNumber(value)) return value.doubleAgainstExact === 0 ? value.value : null;
  return value;
}

function isNumber(value: SettingScalar): value is Exclude<SettingScalar, string | boolean | null> {
  return typeof value === "object" && value !== null;
}
