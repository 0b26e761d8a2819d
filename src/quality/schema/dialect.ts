import type { Json } from "../../lib/canonical-json.ts";
import { isObject, walkSchema } from "./walk-schema.ts";

export type Dialect = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

/** The dialect a schema is read in, and whether it is the one that it declares itself. */
export interface DetectedDialect {
  readonly dialect: Dialect;
  readonly declared: Dialect | null;
}

const names: readonly (readonly [RegExp, Dialect])[] = [
  [/draft-0?[34]\b/, "draft-04"],
  [/draft-0?6\b/, "draft-06"],
  [/draft-0?7\b/, "draft-07"],
  [/2019-09/, "2019-09"],
  [/2020-12/, "2020-12"],
];

/**
 * The dialect of a schema: what `$schema` says, unless its own shape says that this can't be (a boolean `exclusiveMaximum`
 * exists in draft 4 only, `items` as a list until 2019-09). Without either, 2020-12, which is how SDK targets read it.
 */
export function detectDialect(schema: Json): DetectedDialect {
  const declared = isObject(schema) ? declaredDialect(schema["$schema"]) : null;
  const shape = shapeOf(schema);
  if (shape.hasBooleanLimit) return { dialect: "draft-04", declared };
  if (shape.hasItemsList && (declared === null || declared === "2020-12"))
    return { dialect: declared === null ? "draft-07" : "2019-09", declared };
  return { dialect: declared ?? "2020-12", declared };
}

function declaredDialect(name: Json | undefined): Dialect | null {
  if (typeof name !== "string") return null;
  return names.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

function shapeOf(schema: Json): { hasBooleanLimit: boolean; hasItemsList: boolean } {
  const shape = { hasBooleanLimit: false, hasItemsList: false };
  walkSchema(schema, (part) => {
    if (typeof part["exclusiveMinimum"] === "boolean" || typeof part["exclusiveMaximum"] === "boolean")
      shape.hasBooleanLimit = true;
    if (Array.isArray(part["items"])) shape.hasItemsList = true;
  });
  return shape;
}
