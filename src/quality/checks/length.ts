import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import { defineCheck } from "../check.ts";
import { plainText } from "../exact/exact-value.ts";
import { fieldPath } from "../setting-values.ts";
import { types } from "../walker/layout.ts";
import { anything, noTextRules } from "../walker/sure-value.ts";
import { fieldCheck } from "./field-check.ts";

const settings = z
  .strictObject({
    field: fieldPath,
    min: z.int().min(0).optional().meta({ description: "The least length." }),
    max: z.int().min(0).optional().meta({ description: "The greatest length." }),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, { error: "needs min or max" })
  .meta({
    description:
      "How long a value is: characters (code points) of a text, items of a list, characters of a number's shortest text.",
  });

type LengthSettings = z.output<typeof settings>;

/** How long a value is. What has no length passes: `type` is for that. */
export const length = defineCheck<LengthSettings>({
  key: "length",
  settings,
  needs: ["record"],
  decides: "row",
  actions: ["quarantine", "drop", "mask"],
  type: "data_quality",
  fields: ({ field }) => [field],
  faults: ({ min = 0, max = Number.POSITIVE_INFINITY }) =>
    min <= max
      ? []
      : [{ path: ["max"], message: `no text has at least ${min} and at most ${max} characters`, hint: null }],
  create: (given, context) => {
    const { min = 0, max = Number.POSITIVE_INFINITY } = given;
    const field = [context.field(given.field)];
    return fieldCheck(
      () => field,
      (looking) => (value, holder, key) => {
        if (typeof value === "string") return isTextOutside(value, min, max);
        const size =
          typeof value === "number" ? plainText(value, holder, key, looking.numbers).length : sizeOf(value);
        return size !== null && (size < min || size > max);
      },
      `must have ${wordsOf(given)}`,
      {
        ...anything,
        types: types.string | types.null | types.boolean | types.object,
        text: { ...noTextRules, length: { least: min, most: max } },
      },
    );
  },
});

/** Code points are counted only where the number of code units leaves a doubt. */
function isTextOutside(text: string, min: number, max: number): boolean {
  const units = text.length;
  if (units < min) return true;
  if (units <= max && units >= min * 2) return false;
  if (units > max * 2) return true;
  const points = codePoints(text);
  return points < min || points > max;
}

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const isPair = unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(at + 1));
    if (isPair) at++;
    count++;
  }
  return count;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function sizeOf(value: Json | undefined): number | null {
  return Array.isArray(value) ? value.length : null;
}

function wordsOf({ min, max }: LengthSettings): string {
  if (min === max) return `exactly ${min} characters`;
  if (max === undefined) return `at least ${min} characters`;
  return min === undefined ? `at most ${max} characters` : `${min} to ${max} characters`;
}
