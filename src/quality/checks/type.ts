import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import { defineCheck, type RowResult } from "../check.ts";
import { isWhole } from "../exact/decimal.ts";
import { decimalAt } from "../exact/exact-value.ts";
import type { ValueTest } from "../fields/field.ts";
import { fieldPath } from "../setting-values.ts";
import { typeBits } from "../sure/value-of-schema.ts";
import { types } from "../walker/layout.ts";
import { anything } from "../walker/sure-value.ts";
import { added, fieldCheck, type Looking } from "./field-check.ts";

const typeNames = ["string", "integer", "number", "boolean", "object", "array", "null"] as const;
type TypeName = (typeof typeNames)[number];

const settings = z
  .strictObject({
    field: fieldPath,
    type: z
      .preprocess(
        (written) => (typeof written === "string" ? [written] : written),
        z.array(z.enum(typeNames)).min(1),
      )
      .meta({
        description: "One of JSON's types, or a list of them.",
        expects: `one or several of ${typeNames.join(", ")}`,
      }),
  })
  .meta({ description: "A value of a JSON type. Null passes unless the list says otherwise by `not_null`." });

/** Values of a type. `1.0` is an integer as JSON Schema has it, and said to be none for SDK targets. */
export const type = defineCheck<z.output<typeof settings>>({
  key: "type",
  settings,
  needs: ["record"],
  decides: "row",
  actions: ["quarantine", "drop", "mask"],
  type: "data_quality",
  fields: ({ field }) => [field],
  create: (given, context) => {
    const field = [context.field(given.field)];
    const wanted = new Set<TypeName>(given.type);
    const words = `must be of type ${given.type.join(" or ")}`;
    const real = fieldCheck(
      () => field,
      (looking) => isOther(wanted, looking),
      words,
      {
        ...anything,
        types: given.type.reduce<number>((held, name) => held | (typeBits[name] ?? 0), types.null),
      },
    );
    if (!wanted.has("integer") || wanted.has("number")) return real;
    const floats = fieldCheck(
      () => field,
      isWholeFloat,
      "is written as a float: to a target built with the SDK it is no integer",
    );
    return {
      ...real,
      onRecord: (view) => {
        const found = real.onRecord(view);
        return view.numbers.size === 0 ? found : withCrashes(found, floats.onRecord(view));
      },
    };
  },
});

function isOther(wanted: ReadonlySet<TypeName>, looking: Looking): ValueTest {
  return (value, holder, key) => {
    if (value === null || value === undefined) return false;
    if (typeof value === "number")
      return !wanted.has("number") && !(wanted.has("integer") && whole(value, holder, key, looking));
    if (Array.isArray(value)) return !wanted.has("array");
    return !wanted.has(typeof value as TypeName);
  };
}

function whole(value: Json, holder: object, key: string | number, { numbers }: Looking): boolean {
  // A number beyond all doubles is whole: one with a fraction has so many digits that its text is kept.
  if (numbers.get(holder)?.get(String(key)) === undefined)
    return (
      Number.isInteger(value) || value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
    );
  const exact = decimalAt(value as number, holder, key, numbers);
  return exact !== null && isWhole(exact);
}

function isWholeFloat(looking: Looking): ValueTest {
  return (value, holder, key) => {
    const text = looking.numbers.get(holder)?.get(String(key));
    return text !== undefined && /[.eE]/.test(text) && whole(value as Json, holder, key, looking);
  };
}

function withCrashes(found: RowResult, crashes: RowResult): RowResult {
  let all = found;
  for (const crash of [crashes ?? []].flat()) all = added(all, { ...crash, acts: false, targetCrash: true });
  return all;
}
