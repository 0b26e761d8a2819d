import type { Json } from "../../lib/canonical-json.ts";
import { isObject, type SchemaObject } from "../schema/walk-schema.ts";

/** What a schema says of one place in the data, with references followed and `anyOf` with null folded in. */
export interface Shape {
  /** JSON types but null, sorted; empty for any type. */
  readonly types: readonly string[];
  /** Whether null may stand there; any type says so too. */
  readonly nullable: boolean;
  readonly format: string | null;
  readonly maxLength: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly multipleOf: number | null;
  /** The allowed values as JSON texts, sorted; `null` for all. */
  readonly values: readonly string[] | null;
  readonly properties: ReadonlyMap<string, SchemaObject>;
  readonly required: ReadonlySet<string>;
  /** Whether properties that it doesn't name may come. */
  readonly isOpen: boolean;
  /** What the items of a list are; `null` where nothing is said of them. */
  readonly items: SchemaObject | null;
}

const longestChain = 20;

/** The shape of a schema that stands in `root`, which its references mean. */
export function shapeOf(schema: Json, root: Json): Shape {
  return shapeOfObject(foldAlternatives(follow(schema, root), root));
}

function shapeOfObject(schema: SchemaObject): Shape {
  const types = [schema["type"]].flat().filter((type) => typeof type === "string");
  const values = valuesOf(schema);
  const isAny = types.length === 0;
  return {
    types: [...new Set(types.filter((type) => type !== "null"))].sort(),
    nullable: isAny || types.includes("null"),
    format: textOf(schema["format"] ?? schema["x-singer.decimal"]),
    maxLength: numberOf(schema["maxLength"]),
    minimum: numberOf(schema["minimum"]) ?? numberOf(schema["exclusiveMinimum"]),
    maximum: numberOf(schema["maximum"]) ?? numberOf(schema["exclusiveMaximum"]),
    multipleOf: numberOf(schema["multipleOf"]),
    values,
    properties: propertiesOf(schema),
    required: new Set(listOf(schema["required"]).filter((name) => typeof name === "string")),
    isOpen: schema["additionalProperties"] !== false,
    items: isObject(schema["items"]) ? schema["items"] : null,
  };
}

/** Follows local references; one that leads nowhere or in circles says nothing, like `{}`. */
function follow(schema: Json, root: Json): SchemaObject {
  let at: Json | undefined = schema;
  for (let step = 0; step < longestChain; step++) {
    if (!isObject(at)) return {};
    const reference: Json | undefined = at["$ref"];
    if (typeof reference !== "string") return at;
    at = at === root ? undefined : lookUp(reference, root);
  }
  return {};
}

function lookUp(reference: string, root: Json): Json | undefined {
  if (!reference.startsWith("#")) return undefined;
  let at: Json | undefined = root;
  for (const part of reference.slice(1).split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(at)) at = at[Number(key)];
    else at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

/** `anyOf: [{type: string, format: date-time}, {type: null}]` is a nullable date-time. Types of all branches count. */
function foldAlternatives(schema: SchemaObject, root: Json, depth = 0): SchemaObject {
  const branches = [...listOf(schema["anyOf"]), ...listOf(schema["oneOf"])];
  if (branches.length === 0 || depth > longestChain) return schema;
  const folded = branches.map((branch) => foldAlternatives(follow(branch, root), root, depth + 1));
  const types = folded.flatMap((branch) => [branch["type"] ?? []].flat());
  const spoken = folded.filter((branch) => branch["type"] !== "null");
  const known = folded.every((branch) => branch["type"] !== undefined);
  return { ...Object.assign({}, ...spoken.reverse()), ...schema, ...(known ? { type: types } : {}) };
}

function propertiesOf(schema: SchemaObject): ReadonlyMap<string, SchemaObject> {
  const properties = schema["properties"];
  if (!isObject(properties)) return new Map();
  return new Map(Object.entries(properties).map(([name, value]) => [name, isObject(value) ? value : {}]));
}

function valuesOf(schema: SchemaObject): readonly string[] | null {
  const list = schema["const"] === undefined ? schema["enum"] : [schema["const"]];
  return Array.isArray(list) ? list.map((value: Json) => JSON.stringify(value)).sort() : null;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}
