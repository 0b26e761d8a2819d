import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { isObject, type SchemaObject } from "../schema/walk-schema.ts";
import { types } from "../walker/layout.ts";
import { anything, type SureValue } from "../walker/sure-value.ts";
import { both, either, nothing } from "./combine.ts";
import { listRules, memberRules, numberRules, textRules } from "./rules-of-schema.ts";

/** How a schema is read. */
export interface SchemaReading {
  /** The texts of its numbers that their doubles don't tell. */
  readonly numbers: NumberTexts;
  /** Whether times without a zone, or with a blank in them, are good as times. */
  readonly hasLooseDates: boolean;
}

/** Keywords that a schema may turn into anything with. */
const beyond = [
  "$ref",
  "$dynamicRef",
  "$recursiveRef",
  "not",
  "if",
  "then",
  "else",
  "const",
  "unevaluatedProperties",
  "unevaluatedItems",
];

export const typeBits: Readonly<Record<string, number>> = {
  null: types.null,
  boolean: types.boolean,
  integer: types.integer,
  number: types.integer | types.fraction,
  string: types.string,
  array: types.array,
  object: types.object,
};

/**
 * What a schema surely accepts: part of what it does, and never more. What is left out (a type with rules that are not
 * known here, all there is under a reference) has to be looked at in full.
 */
export function sureValueOf(schema: Json, reading: SchemaReading, depth = 0): SureValue {
  if (schema === true) return anything;
  if (!isObject(schema) || depth > deepest || beyond.some((name) => Object.hasOwn(schema, name)))
    return nothing;
  const within = (part: Json): SureValue => sureValueOf(part, reading, depth + 1);
  const own = ownValueOf(schema, reading, within);
  const any = branches(schema["anyOf"], within, false);
  const one = branches(schema["oneOf"], within, true);
  return [any, one, ...all(schema["allOf"], within)].reduce<SureValue>(both, own);
}

const deepest = 30;
function ownValueOf(
  schema: SchemaObject,
  { numbers, hasLooseDates }: SchemaReading,
  within: (part: Json) => SureValue,
): SureValue {
  const text = textRules(schema, hasLooseDates);
  const number = numberRules(schema, numbers);
  const members = memberRules(schema, within);
  const list = listRules(schema, within);
  const unknown =
    (text === "unknown" ? types.string : 0) |
    (number === "unknown" ? types.integer | types.fraction : 0) |
    (members === "unknown" ? types.object : 0) |
    (list === "unknown" ? types.array : 0);
  return {
    types: typesOf(schema) & typesOfEnum(schema) & ~unknown,
    text: text === "unknown" ? null : text,
    number: number === "unknown" ? null : number,
    members: members === "unknown" ? null : members,
    list: list === "unknown" ? null : list,
  };
}

/** The types that a schema names; all where it names none. */
export function typesOf(schema: SchemaObject): number {
  if (!Object.hasOwn(schema, "type")) return types.any;
  return [schema["type"]].flat().reduce<number>((held, name) => held | (typeBits[String(name)] ?? 0), 0);
}

/** Texts of an `enum` are compared by the walker; of all else only null and both of the booleans are sure. */
function typesOfEnum(schema: SchemaObject): number {
  const values = schema["enum"];
  if (values === undefined) return types.any;
  if (!Array.isArray(values)) return 0;
  const has = (value: Json): boolean => values.includes(value);
  const texts = values.some((value) => typeof value === "string") ? types.string : 0;
  return texts | (has(null) ? types.null : 0) | (has(true) && has(false) ? types.boolean : 0);
}

function all(list: Json | undefined, within: (part: Json) => SureValue): readonly SureValue[] {
  if (list === undefined) return [];
  return Array.isArray(list) ? list.map((part: Json) => within(part)) : [nothing];
}

function branches(list: Json | undefined, within: (part: Json) => SureValue, isOne: boolean): SureValue {
  if (list === undefined) return anything;
  if (!Array.isArray(list)) return nothing;
  const parts = list.map((part: Json) => ({
    may: isObject(part) ? typesOf(part) : types.any,
    sure: within(part),
  }));
  return either(parts, isOne);
}
