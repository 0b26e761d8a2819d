import { z } from "zod";
import { defineCheck, type Violation } from "../check.ts";
import { compileExpression } from "../expressions/expression.ts";
import { namedFields } from "../expressions/named-fields.ts";

/** A rule over several fields of a record, in CEL. */
export const expression = defineCheck<string>({
  key: "expression",
  settings: z.string().min(1).meta({
    description:
      "A condition (CEL) that is true for good records. With null it has no answer and passes; numbers are exact.",
    expects: "an expression such as `packed_qty <= alloc_qty`",
    literal: true,
  }),
  needs: ["record"],
  decides: "row",
  actions: ["quarantine", "drop"],
  type: "data_quality",
  fields: namedFields,
  faults: (source) => {
    const compiled = compileExpression(source);
    if (!("error" in compiled)) return [];
    const where = compiled.at === null ? "" : ` at character ${compiled.at}`;
    return [{ path: [], message: `is no condition${where}: ${compiled.error}`, hint: null }];
  },
  create: (source) => {
    const compiled = compileExpression(source);
    if ("error" in compiled) throw new TypeError(compiled.error);
    const violation: Violation = { field: null, message: `${source} is false.` };
    return {
      reads: () => compiled.fields,
      onRecord: (view) => {
        const judged = compiled.judge(view);
        if (judged === true || judged === null) return null;
        if (judged === false) return violation;
        return { field: null, message: `${source} can't be judged: ${judged.message}.`, uninspected: true };
      },
    };
  },
});
