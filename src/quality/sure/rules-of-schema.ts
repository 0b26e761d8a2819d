import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { knownFormats } from "../schema/formats.ts";
import { isObject, type SchemaObject } from "../schema/walk-schema.ts";
import type {
  Limit,
  ListRules,
  Members,
  NumberRules,
  Span,
  SureValue,
  TextFormat,
  TextRules,
} from "../walker/sure-value.ts";
import { tighter } from "./combine.ts";

/** Rules that the walker doesn't know: what they are for has to be looked at in full. */
export type Rules<Known> = Known | null | "unknown";

type Within = (part: Json) => SureValue;

const has = (schema: SchemaObject, ...names: readonly string[]): boolean =>
  names.some((name) => Object.hasOwn(schema, name));

export function textRules(schema: SchemaObject, hasLooseDates: boolean): Rules<TextRules> {
  if (has(schema, "pattern")) return "unknown";
  const length = spanOf(schema, "minLength", "maxLength");
  const format = formatOf(schema["format"], hasLooseDates);
  const texts = textsOf(schema["enum"]);
  if (length === "unknown" || format === "unknown" || texts === "unknown") return "unknown";
  return length === null && format === null && texts === null ? null : { length, format, texts };
}

export function numberRules(schema: SchemaObject, numbers: NumberTexts): Rules<NumberRules> {
  const limits = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const;
  const [minimum, maximum, above, below] = limits.map((name) => limitOf(schema, name, numbers));
  const decimals = decimalsOf(schema, numbers);
  if ([minimum, maximum, above, below, decimals].includes("unknown")) return "unknown";
  const [least, most] = [known(minimum, above, (a, b) => a > b), known(maximum, below, (a, b) => a < b)];
  return least === null && most === null && decimals === null
    ? null
    : { minimum: least, maximum: most, decimals: decimals as number | null };
}

export function memberRules(schema: SchemaObject, within: Within): Rules<Members> {
  const unknown = ["patternProperties", "minProperties", "maxProperties", "propertyNames"];
  const dependent = ["dependencies", "dependentRequired", "dependentSchemas"];
  if (has(schema, ...unknown, ...dependent)) return "unknown";
  if (!has(schema, "properties", "required", "additionalProperties")) return null;
  const { properties = {}, required = [], additionalProperties = true } = schema;
  if (!isObject(properties) || !Array.isArray(required)) return "unknown";
  const names = [...new Set([...Object.keys(properties), ...required])];
  if (!names.every((name) => typeof name === "string" && isPlainName(name))) return "unknown";
  const others = additionalProperties === false ? null : within(additionalProperties);
  const entries = (names as readonly string[]).map((name) => ({
    name,
    value: Object.hasOwn(properties, name) ? within(properties[name] ?? null) : (others ?? within(false)),
    isRequired: required.includes(name),
  }));
  return { entries, others };
}

export function listRules(schema: SchemaObject, within: Within): Rules<ListRules> {
  const unknown = ["prefixItems", "additionalItems", "contains", "minContains", "maxContains"];
  if (has(schema, ...unknown) || Array.isArray(schema["items"]) || schema["uniqueItems"] === true)
    return "unknown";
  const count = spanOf(schema, "minItems", "maxItems");
  if (count === "unknown") return "unknown";
  if (count === null && !has(schema, "items")) return null;
  return { items: within(schema["items"] ?? true), count };
}

/** A name that is written without escapes, and that no object inherits. */
export function isPlainName(name: string): boolean {
  return isPlainText(name) && !(name in Object.prototype);
}

/** A text that is written without escapes. */
export function isPlainText(text: string): boolean {
  return JSON.stringify(text) === `"${text}"`;
}

function spanOf(schema: SchemaObject, first: string, last: string): Rules<Span> {
  if (!has(schema, first, last)) return null;
  const [least, most] = [schema[first] ?? 0, schema[last] ?? Number.POSITIVE_INFINITY];
  const isSize = (size: Json): size is number => typeof size === "number" && size >= 0;
  return isSize(least) && isSize(most) && Number.isInteger(least)
    ? { least, most: Math.floor(most) }
    : "unknown";
}

/** Unknown formats say nothing. */
function formatOf(format: Json | undefined, isLoose: boolean): Rules<TextFormat> {
  if (format === undefined) return null;
  if (typeof format !== "string") return "unknown";
  if (format === "date-time") return isLoose ? "loose-date-time" : format;
  if (format === "date") return format;
  return Object.hasOwn(knownFormats, format) ? "unknown" : null;
}

export const mostTexts = 100;

function textsOf(values: Json | undefined): Rules<readonly string[]> {
  if (values === undefined) return null;
  if (!Array.isArray(values) || values.length > mostTexts) return "unknown";
  const texts = values.filter((value): value is string => typeof value === "string");
  return texts.filter(isPlainText);
}

/** A limit that its double doesn't tell is left open: only what is surely on the right side of it passes. */
function limitOf(schema: SchemaObject, name: string, numbers: NumberTexts): Rules<Limit> {
  if (!has(schema, name)) return null;
  const limit = schema[name];
  const text = numbers.get(schema)?.get(name);
  const value = text === undefined ? limit : Number(text);
  if (typeof value !== "number" || !Number.isFinite(value)) return "unknown";
  return { value, isOpen: name.startsWith("exclusive") || text !== undefined };
}

function known(
  closed: Rules<Limit> | undefined,
  open: Rules<Limit> | undefined,
  isTighter: (a: number, b: number) => boolean,
): Limit | null {
  return tighter((closed ?? null) as Limit | null, (open ?? null) as Limit | null, isTighter);
}

const powers = new Map(Array.from({ length: 13 }, (_, digits) => [Number(`1e-${digits}`), digits]));

/** `multipleOf` a power of ten is a number of digits behind the dot. */
function decimalsOf(schema: SchemaObject, numbers: NumberTexts): Rules<number> {
  const { multipleOf } = schema;
  if (multipleOf === undefined) return null;
  if (typeof multipleOf !== "number" || numbers.get(schema)?.has("multipleOf") === true) return "unknown";
  return powers.get(multipleOf) ?? "unknown";
}
