import type { Json } from "../../lib/canonical-json.ts";

/** A schema that is an object, as opposed to `true` and `false`. */
export type SchemaObject = { readonly [key: string]: Json };

const oneSchema = new Set([
  "additionalItems",
  "additionalProperties",
  "contains",
  "contentSchema",
  "else",
  "if",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
const listOfSchemas = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const mapOfSchemas = new Set([
  "$defs",
  "definitions",
  "dependencies",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);

/** What a keyword's value is, as far as schemas stand in it. */
export function schemaPlace(keyword: string): "schema" | "list" | "map" | "either" | null {
  if (keyword === "items") return "either";
  if (oneSchema.has(keyword)) return "schema";
  if (listOfSchemas.has(keyword)) return "list";
  return mapOfSchemas.has(keyword) ? "map" : null;
}

/** Calls `visit` for each schema object inside, the outermost first. `depth` bounds hostile nesting. */
export function walkSchema(schema: Json, visit: (schema: SchemaObject) => void, depth = 0): void {
  if (!isObject(schema) || depth > deepestSchema) return;
  visit(schema);
  for (const [keyword, value] of Object.entries(schema))
    for (const child of schemasUnder(keyword, value)) walkSchema(child, visit, depth + 1);
}

/** Schemas nested deeper than this are not walked, nor compiled. */
export const deepestSchema = 200;

export function isObject(value: Json | undefined): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function schemasUnder(keyword: string, value: Json): readonly Json[] {
  const place = schemaPlace(keyword);
  if (place === "map") return isObject(value) ? Object.values(value) : [];
  if (place === "list" || (place === "either" && Array.isArray(value))) return asList(value);
  return place === null ? [] : [value];
}

function asList(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
