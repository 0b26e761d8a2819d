import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";
import { currentVersion } from "../general-settings.ts";
import { settingsSchema } from "../schema.ts";

/** Marks of ours in `.meta()` that mean nothing to an editor. */
const ownMarks = new Set(["sensitive", "literal", "whole", "path", "expects", "unit", "defaultText"]);

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: references are written so
const reference = {
  type: "string",
  pattern: "^\\$[A-Za-z_]\\w*$|\\$\\{[^}]+\\}",
  description: "A reference: $NAME, ${NAME}, ${NAME:-default} or ${file:/path}.",
};
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: references are written so

/** The JSON Schema of `pitchpipe.yml`, for editors: types, defaults, descriptions, references wherever they may stand. */
export function jsonSchema(): JsonObject {
  const settings = z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" });
  const definitions = refineAll(settings.$defs);
  const properties = refineAll(settings.properties);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "pitchpipe.yml",
    type: "object",
    properties: {
      version: { const: currentVersion, description: "The version of this file's format." },
      ...properties,
      environments: {
        type: "object",
        description: "What is different in one Meltano environment; any key but version.",
        additionalProperties: {
          type: "object",
          properties: mapValues(properties, withoutDefaults),
          additionalProperties: false,
        },
      },
    },
    required: ["version"],
    additionalProperties: false,
    $defs: { ...definitions, reference },
  };
}

function refineAll(schemas: unknown): JsonObject {
  return isJsonObject(schemas) ? mapValues(schemas, (schema) => refine(schema)) : {};
}

/** Without our marks, and with references allowed where they are looked for. */
function refine(schema: Json, literal = false): Json {
  if (Array.isArray(schema)) return schema.map((item: Json) => refine(item, literal));
  if (!isJsonObject(schema)) return schema;
  const isLiteral = literal || schema["literal"] === true;
  const entries = Object.entries(schema)
    .filter(([key]) => !ownMarks.has(key))
    .map(([key, value]) => [key, refineKey(key, value, isLiteral)]);
  const plain: JsonObject = Object.fromEntries(entries);
  return !isLiteral && isNarrowScalar(plain) ? withReference(plain) : plain;
}

function refineKey(key: string, value: Json, literal: boolean): Json {
  if (key === "properties")
    return isJsonObject(value) ? mapValues(value, (schema) => refine(schema, literal)) : value;
  const holdsSchema = ["items", "additionalProperties", "anyOf", "oneOf", "allOf"].includes(key);
  return holdsSchema ? refine(value, literal) : value;
}

/** A scalar that would refuse the text of a reference. */
function isNarrowScalar({ type, pattern, format, enum: values }: JsonObject): boolean {
  if (type === "number" || type === "integer" || type === "boolean") return true;
  return type === "string" && (pattern !== undefined || format !== undefined || values !== undefined);
}

function withReference({ description, default: fallback, ...schema }: JsonObject): JsonObject {
  if (schema["const"] !== undefined)
    return { ...schema, ...(description === undefined ? {} : { description }) };
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [schema, { $ref: "#/$defs/reference" }],
  };
}

/** What an overlay leaves out is not its default but what lies below; and it may be half of a thing. */
function withoutDefaults(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutDefaults);
  if (!isJsonObject(schema)) return schema;
  const { default: _fallback, required: _required, oneOf, ...rest } = schema;
  // Half of a thing may be half of several.
  const whole = oneOf === undefined ? rest : { ...rest, anyOf: oneOf };
  return mapValues(whole, (value, key) =>
    key === "properties" && isJsonObject(value) ? mapValues(value, withoutDefaults) : withoutDefaults(value),
  );
}

function mapValues(map: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
