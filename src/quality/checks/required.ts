import { defineCheck } from "../check.ts";
import { fieldPaths } from "../setting-values.ts";
import { sureFields } from "../sure/sure-field.ts";
import { anything } from "../walker/sure-value.ts";
import { fieldCheck } from "./field-check.ts";
import { keyedFields } from "./keyed-fields.ts";

/** Fields that must be there; null is a value here. */
export const required = defineCheck<string[]>({
  key: "required",
  settings: fieldPaths.meta({
    description: "Fields that must be in every record; null counts as there. None: the key properties.",
  }),
  needs: ["record", "schema"],
  decides: "row",
  actions: ["quarantine", "drop"],
  type: "data_quality",
  fields: (paths) => paths,
  create: (paths, context) => {
    const keyed = keyedFields(paths, context);
    const isMissing = (value: unknown): boolean => value === undefined;
    return {
      ...fieldCheck(keyed.fields, () => isMissing, "is missing"),
      onSchema: keyed.onSchema,
      isIdle: () => keyed.fields().length === 0,
      vouchesFor: () => sureFields(keyed.fields(), anything, { isRequired: true }),
    };
  },
});
