import { defineCheck } from "../check.ts";
import { fieldPaths } from "../setting-values.ts";
import { sureFields } from "../sure/sure-field.ts";
import { types } from "../walker/layout.ts";
import { anything } from "../walker/sure-value.ts";
import { fieldCheck } from "./field-check.ts";
import { keyedFields } from "./keyed-fields.ts";

/** Fields that must have a value. A field that is missing is null. */
export const notNull = defineCheck<string[]>({
  key: "not_null",
  settings: fieldPaths.meta({
    description: "Fields that must have a value; a missing one is null. None: the key properties.",
  }),
  needs: ["record", "schema"],
  decides: "row",
  actions: ["quarantine", "drop"],
  type: "data_quality",
  byDefault: [],
  fields: (paths) => paths,
  create: (paths, context) => {
    const keyed = keyedFields(paths, context);
    const isNull = (value: unknown): boolean => value === null || value === undefined;
    const value = { ...anything, types: types.any & ~types.null };
    return {
      ...fieldCheck(keyed.fields, () => isNull, "is null or missing"),
      onSchema: keyed.onSchema,
      isIdle: () => keyed.fields().length === 0,
      vouchesFor: () => sureFields(keyed.fields(), value, { isRequired: true }),
    };
  },
});
