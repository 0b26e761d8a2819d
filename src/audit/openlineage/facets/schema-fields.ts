import type { Json } from "../../../lib/canonical-json.ts";
import type { JsonMap } from "../facet.ts";

/** Deeper fields and more of them say nothing to people, and make events that servers refuse. */
const deepest = 8;
const mostFields = 2_000;

/** The fields of a Singer SCHEMA as OpenLineage lists them, with their types as JSON Schema calls them. */
export function schemaFields(schema: Json): JsonMap[] {
  const left = { fields: mostFields };
  return fieldsOf(schema, left, 0).map((field, at) => ({ ...field, ordinal_position: at + 1 }));
}

function fieldsOf(schema: Json, left: { fields: number }, depth: number): JsonMap[] {
  if (depth >= deepest) return [];
  return Object.entries(mapOf(mapOf(schema)["properties"])).flatMap(([name, property]) => {
    if (left.fields <= 0) return [];
    left.fields -= 1;
    const inner = fieldsOf(mapOf(property)["items"] ?? property, left, depth + 1);
    const type = typeOf(property);
    return [{ name, ...(type === null ? {} : { type }), ...(inner.length === 0 ? {} : { fields: inner }) }];
  });
}

/** `string(date-time)`, `array<integer>`, `integer|string`; that a field may be null is no type. `null` where none is named. */
export function typeOf(property: Json): string | null {
  const { type, format, items, anyOf, oneOf } = mapOf(property) as { readonly [key: string]: Json };
  const named = [type].flat().filter((one) => typeof one === "string" && one !== "null") as string[];
  if (named.length === 0) return unionOf(Array.isArray(anyOf) ? anyOf : oneOf);
  return named.map((one) => detailed(one, format ?? null, items ?? null)).join("|");
}

function detailed(type: string, format: Json, items: Json): string {
  if (type === "string" && typeof format === "string") return `string(${format})`;
  const inner = type === "array" ? typeOf(items) : null;
  return inner === null ? type : `array<${inner}>`;
}

function unionOf(members: Json | undefined): string | null {
  if (!Array.isArray(members)) return null;
  const types = new Set(members.flatMap((member: Json) => typeOf(member) ?? []));
  return types.size === 0 ? null : [...types].join("|");
}

function mapOf(value: Json | undefined): { readonly [key: string]: Json } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return value as { readonly [key: string]: Json };
}
