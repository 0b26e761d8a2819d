import type { FuncKeywordDefinition } from "ajv";
import type { Json } from "../../lib/canonical-json.ts";
import { compareDecimals, type Decimal, isMultipleOf } from "../exact/decimal.ts";
import { canonicalExact, decimalAt } from "../exact/exact-value.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";

/** Where the keywords find the texts of numbers: of the schema, and of the record that is just looked at. */
export interface ExactContext {
  readonly schema: NumberTexts;
  record: NumberTexts;
}

interface Check {
  readonly exactly: (value: Decimal, bound: Decimal) => boolean;
  /** The same on doubles that both tell their number; `null` where that leaves a doubt. */
  readonly quickly: (value: number, bound: number) => boolean | null;
}

/** Doubles that differ are the right way round, whatever their texts; only equal ones may hide a difference. */
const limit = (allows: (order: number) => boolean): Check => ({
  exactly: (value, bound) => allows(compareDecimals(value, bound)),
  quickly: (value, bound) => (value === bound ? null : allows(value < bound ? -1 : 1)),
});

const limits: Readonly<Record<string, Check>> = {
  minimum: limit((order) => order >= 0),
  maximum: limit((order) => order <= 0),
  exclusiveMinimum: limit((order) => order > 0),
  exclusiveMaximum: limit((order) => order < 0),
};

const multipleOf: Check = {
  exactly: isMultipleOf,
  quickly: (value, step) =>
    Number.isSafeInteger(value) && Number.isSafeInteger(step) && step !== 0 ? value % step === 0 : null,
};

/** In draft 4 `exclusiveMaximum` is a switch beside `maximum`. */
const draft4Switch: Readonly<Record<string, string>> = {
  minimum: "exclusiveMinimum",
  maximum: "exclusiveMaximum",
};

export const limitKeywords = Object.keys(limits);

/** `multipleOf` on decimals: doubles refuse 19.99 as a multiple of 0.01. */
export function multipleOfKeyword(context: ExactContext): FuncKeywordDefinition {
  return numberKeyword("multipleOf", context, () => multipleOf);
}

/** `minimum` and its like on decimals. */
export function limitKeyword(name: string, context: ExactContext): FuncKeywordDefinition {
  return numberKeyword(name, context, (parent) => {
    const other = draft4Switch[name];
    const exclusive = other !== undefined && parent[other] === true;
    return (exclusive ? limits[other] : limits[name]) ?? multipleOf;
  });
}

/** `enum`, `const` and `uniqueItems` by exact value. */
export function equalityKeywords(context: ExactContext): FuncKeywordDefinition[] {
  const text = (data: Json, cxt: Place | undefined): string =>
    canonicalExact(data, cxt?.parentData, cxt?.parentDataProperty, context.record);
  const allowed = (values: readonly string[]) => (data: Json, cxt?: Place) =>
    values.includes(text(data, cxt));
  return [
    {
      keyword: "enum",
      schemaType: "array",
      errors: false,
      compile: (values: readonly Json[]) =>
        allowed(values.map((value, index) => canonicalExact(value, values, index, context.schema))),
    },
    {
      keyword: "const",
      errors: false,
      compile: (value: Json, parent: object) =>
        allowed([canonicalExact(value, parent, "const", context.schema)]),
    },
    {
      keyword: "uniqueItems",
      type: "array",
      schemaType: "boolean",
      errors: false,
      compile: (wanted: boolean) => (items: readonly Json[]) =>
        !wanted ||
        new Set(items.map((item, index) => canonicalExact(item, items, index, context.record))).size ===
          items.length,
    },
  ];
}

interface Place {
  readonly parentData: object;
  readonly parentDataProperty: string | number;
}

function numberKeyword(
  keyword: string,
  context: ExactContext,
  checkOf: (parent: { readonly [key: string]: unknown }) => Check,
): FuncKeywordDefinition {
  return {
    keyword,
    type: "number",
    errors: false,
    compile: (bound: unknown, parent) => {
      // Draft 4's switch has no meaning of its own.
      if (typeof bound !== "number") return () => true;
      const exact = decimalAt(bound, parent, keyword, context.schema);
      const { exactly, quickly } = checkOf(parent);
      return (data: number, cxt?: Place) => {
        const quick = context.record.size === 0 ? quickly(data, bound) : null;
        if (quick !== null || exact === null) return quick ?? true;
        const value = decimalAt(data, cxt?.parentData, cxt?.parentDataProperty, context.record);
        return value === null || exactly(value, exact);
      };
    },
  };
}
