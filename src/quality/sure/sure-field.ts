import type { Field } from "../fields/field.ts";
import { types } from "../walker/layout.ts";
import { anything, type SureValue } from "../walker/sure-value.ts";
import { both } from "./combine.ts";
import { isPlainName } from "./rules-of-schema.ts";

/** Records in which each of these fields is missing or a value of this kind; `null` where a field is none of the record itself. */
export function sureFields(
  fields: readonly Field[],
  value: SureValue,
  { isRequired = false }: { readonly isRequired?: boolean } = {},
): SureValue | null {
  let sure: SureValue = { ...anything, types: types.object };
  for (const { name } of fields) {
    if (name === null || !isPlainName(name)) return null;
    sure = both(sure, { ...anything, members: { entries: [{ name, value, isRequired }], others: anything } });
  }
  return sure;
}
