import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { deepestSchema, isObject, type SchemaObject, schemaPlace } from "./walk-schema.ts";

/** A schema of our own to compile, with the texts of its numbers. */
export interface ClonedSchema {
  readonly schema: Json;
  readonly numbers: NumberTexts;
}

/** Keywords of ajv that no JSON Schema knows. Left in, they would change what a schema means. */
const ajvOnly = new Set(["nullable", "$async", "discriminator"]);

/** Copies a schema without what only ajv would understand. Throws a RangeError beyond the deepest schema. */
export function cloneSchema(schema: Json, numbers: NumberTexts): ClonedSchema {
  const texts = new Map<object, ReadonlyMap<string, string>>();
  const note = <Copy extends object>(original: object, copy: Copy): Copy => {
    const kept = numbers.get(original);
    if (kept !== undefined) texts.set(copy, kept);
    return copy;
  };

  const value = (original: Json, depth: number): Json => {
    if (depth > deepestSchema * 2) throw new RangeError("the schema is nested too deep");
    if (Array.isArray(original))
      return note(
        original,
        original.map((item: Json) => value(item, depth + 1)),
      );
    return isObject(original) ? copyOf(original, (_key, item) => value(item, depth + 1)) : original;
  };
  const copyOf = (original: SchemaObject, child: (key: string, item: Json) => Json): SchemaObject =>
    note(
      original,
      Object.fromEntries(Object.entries(original).map(([key, item]) => [key, child(key, item)])),
    );

  const schemaOf = (original: Json, depth: number): Json => {
    if (depth > deepestSchema) throw new RangeError("the schema is nested too deep");
    if (!isObject(original)) return value(original, depth);
    const kept = Object.entries(withProtoSeen(original)).filter(([key]) => !ajvOnly.has(key));
    return note(original, Object.fromEntries(kept.map(([key, item]) => [key, under(key, item, depth + 1)])));
  };
  const under = (keyword: string, item: Json, depth: number): Json => {
    const place = schemaPlace(keyword);
    if (place === "map" && isObject(item)) return copyOf(item, (_key, child) => schemaOf(child, depth));
    if (Array.isArray(item) && (place === "list" || place === "either"))
      return note(
        item,
        item.map((child: Json) => schemaOf(child, depth)),
      );
    return place === null ? value(item, depth) : schemaOf(item, depth);
  };
  return { schema: schemaOf(schema, 0), numbers: texts };
}

/** ajv passes over a property of this name in `properties`; as a pattern it sees it. */
const protoPattern = "^(?:__proto__)$";

function withProtoSeen(schema: SchemaObject): SchemaObject {
  const { properties, patternProperties } = schema;
  if (!isObject(properties) || !Object.hasOwn(properties, "__proto__")) return schema;
  const patterns = isObject(patternProperties) ? patternProperties : {};
  const own = Object.getOwnPropertyDescriptor(properties, "__proto__")?.value as Json;
  return { ...schema, patternProperties: { ...patterns, [protoPattern]: own } };
}
