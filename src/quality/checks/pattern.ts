import { z } from "zod";
import { defineCheck } from "../check.ts";
import { plainText } from "../exact/exact-value.ts";
import { linearPattern } from "../patterns/linear-pattern.ts";
import { fieldPath } from "../setting-values.ts";
import { fieldCheck } from "./field-check.ts";

const settings = z
  .strictObject({
    field: fieldPath,
    regex: z.string().min(1).meta({
      description: "RE2 syntax, found anywhere in the text; `^` and `$` tie it to its ends.",
      literal: true,
    }),
  })
  .meta({
    description:
      "A text that matches a regular expression, in linear time. Numbers are read as their shortest text.",
  });

/** Texts that match a regular expression. */
export const pattern = defineCheck<z.output<typeof settings>>({
  key: "pattern",
  settings,
  needs: ["record"],
  decides: "row",
  actions: ["quarantine", "drop", "mask"],
  type: "data_quality",
  fields: ({ field }) => [field],
  faults: ({ regex }) => {
    const compiled = linearPattern(regex);
    if (!("error" in compiled)) return [];
    const hint =
      "The syntax is RE2's: no look-around and no references back, so that no text can make it run away.";
    return [{ path: ["regex"], message: `is no regular expression: ${compiled.error}`, hint }];
  },
  create: (given, context) => {
    const field = [context.field(given.field)];
    const compiled = linearPattern(given.regex);
    if ("error" in compiled) throw new TypeError(compiled.error);
    return fieldCheck(
      () => field,
      (looking) => (value, holder, key) => {
        if (typeof value === "string") return !compiled.test(value);
        if (value === null || value === undefined) return false;
        if (typeof value !== "number") return true;
        return !compiled.test(plainText(value, holder, key, looking.numbers));
      },
      `must match ${given.regex}`,
    );
  },
});
