import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import { compareBookmarks } from "../bookmark/compare-bookmarks.ts";
import { defineCheck, type SettingFault } from "../check.ts";
import { compareDecimals, parseDecimal } from "../exact/decimal.ts";
import { type ExactNumber, exactNumberOf, fieldPath } from "../setting-values.ts";
import { tighter } from "../sure/combine.ts";
import { types } from "../walker/layout.ts";
import { anything, type Limit, type SureValue } from "../walker/sure-value.ts";
import { fieldCheck, type Looking } from "./field-check.ts";

type Bound = ExactNumber | string;

const bound = z
  .transform((written: unknown): Bound | null =>
    typeof written === "string" ? instantOf(written) : exactNumberOf(written),
  )
  .pipe(z.custom<Bound>((value) => value !== null, { error: "must be a number, or a date or time as text" }))
  .meta({ expects: "a number, or a date or time as text" });

const settings = z
  .strictObject({
    field: fieldPath,
    min: bound.optional().meta({ description: "The least value that is allowed." }),
    max: bound.optional().meta({ description: "The greatest value that is allowed." }),
    above: bound.optional().meta({ description: "Values must be more than this." }),
    below: bound.optional().meta({ description: "Values must be less than this." }),
  })
  .refine((given) => Object.keys(given).length > 1, { error: "needs min, max, above or below" })
  .meta({ description: "A number, or an instant, within limits; compared exactly." });

type RangeSettings = z.output<typeof settings>;

/** How a value stands to a bound; `null` where they can't be compared. */
type Order = (value: Json, holder: object, key: string | number) => -1 | 0 | 1 | null;

const limits = {
  min: { words: "at least", allows: (order: number) => order >= 0 },
  max: { words: "at most", allows: (order: number) => order <= 0 },
  above: { words: "more than", allows: (order: number) => order > 0 },
  below: { words: "less than", allows: (order: number) => order < 0 },
} as const;
const limitNames = ["min", "max", "above", "below"] as const;

/** Numbers within limits. */
export const range = defineCheck<RangeSettings>({
  key: "range",
  settings,
  needs: ["record"],
  decides: "row",
  actions: ["quarantine", "drop", "mask"],
  type: "data_quality",
  fields: ({ field }) => [field],
  faults: contradictions,
  create: (given, context) => {
    const field = [context.field(given.field)];
    const set = limitNames.flatMap((name) => {
      const limit = given[name];
      return limit === undefined ? [] : [{ ...limits[name], bound: limit }];
    });
    const words = set.map((limit) => `${limit.words} ${textOf(limit.bound)}`).join(" and ");
    return fieldCheck(
      () => field,
      (looking) => {
        const judged = set.map(({ allows, bound: limit }) => ({ allows, order: orderTo(limit, looking) }));
        return (value, holder, key) => {
          if (value === null || value === undefined) return false;
          for (const { allows, order } of judged) {
            const found = order(value, holder, key);
            if (found === null || !allows(found)) return true;
          }
          return false;
        };
      },
      `must be ${words}`,
      sureNumbers(given),
    );
  },
});

/** Null, and numbers within limits that are numbers too. */
function sureNumbers({ min, max, above, below }: RangeSettings): SureValue | null {
  const limitOf = (given: Bound | undefined, isOpen: boolean): Limit | null =>
    given === undefined || typeof given === "string"
      ? null
      : { value: given.value, isOpen: isOpen || given.doubleAgainstExact !== 0 };
  const given = [min, max, above, below];
  if (given.some((each) => typeof each === "string")) return null;
  const minimum = tighter(limitOf(min, false), limitOf(above, true), (a, b) => a > b);
  const maximum = tighter(limitOf(max, false), limitOf(below, true), (a, b) => a < b);
  const numeric = types.null | types.integer | types.fraction;
  return { ...anything, types: numeric, number: { minimum, maximum, decimals: null } };
}

function orderTo(limit: Bound, looking: Looking): Order {
  if (typeof limit === "string")
    return (value) => (typeof value === "string" ? compareBookmarks(value, limit) : null);
  return (value, holder, key) => {
    if (typeof value === "number") {
      const kept = looking.numbers.size === 0 ? undefined : looking.numbers.get(holder)?.get(String(key));
      return kept === undefined ? orderOfDouble(value, limit) : orderOfText(kept, limit);
    }
    return typeof value === "string" ? orderOfText(value, limit) : null;
  };
}

/** Doubles that differ stand as their numbers do; of equal ones the exact bound may still be the other side. */
function orderOfDouble(value: number, limit: ExactNumber): -1 | 0 | 1 | null {
  if (value < limit.value) return -1;
  if (value > limit.value) return 1;
  return value === limit.value ? limit.doubleAgainstExact : null;
}

function orderOfText(text: string, limit: ExactNumber): -1 | 0 | 1 | null {
  const exact = parseDecimal(text);
  return exact === null ? null : compareDecimals(exact, limit.exact);
}

function instantOf(text: string): string | null {
  return compareBookmarks(text, "2000-01-01T00:00:00Z") === null || /^\d+$/.test(text) ? null : text;
}

function textOf(limit: Bound): string {
  return typeof limit === "string" ? limit : limit.text;
}

function contradictions(given: RangeSettings): SettingFault[] {
  const { min, max, above, below } = given;
  return [
    ...contradiction("max", min, max, false),
    ...contradiction("below", min, below, true),
    ...contradiction("max", above, max, true),
    ...contradiction("below", above, below, true),
  ];
}

function contradiction(
  name: string,
  low: Bound | undefined,
  high: Bound | undefined,
  strict: boolean,
): SettingFault[] {
  if (low === undefined || high === undefined) return [];
  const order = compareBounds(low, high);
  if (order !== null && (order < 0 || (order === 0 && !strict))) return [];
  const message =
    order === null
      ? "one limit is a number and the other an instant"
      : `no value can be within these limits: ${textOf(low)} to ${textOf(high)}`;
  return [{ path: [name], message, hint: null }];
}

function compareBounds(low: Bound, high: Bound): -1 | 0 | 1 | null {
  if (typeof low === "string" || typeof high === "string")
    return typeof low === "string" && typeof high === "string" ? compareBookmarks(low, high) : null;
  return compareDecimals(low.exact, high.exact);
}
