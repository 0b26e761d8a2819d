import type { ValidateFunction } from "ajv";
import type { Json } from "../../lib/canonical-json.ts";
import { messageOf } from "../../lib/errors.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { type AjvUse, ajvOfDialect } from "./ajv-of-dialect.ts";
import { boundedPattern } from "./bounded-pattern.ts";
import { cloneSchema } from "./clone-schema.ts";
import { type DetectedDialect, detectDialect } from "./dialect.ts";
import { needsExactEquality } from "./exact-equality.ts";
import type { ExactContext } from "./exact-keywords.ts";
import { withNoNumbers } from "./no-number.ts";
import { withTargetReading } from "./target-reading.ts";
import { type Violation, violationOf, withoutBranches } from "./violation.ts";
import { isObject, type SchemaObject, walkSchema } from "./walk-schema.ts";

/** A schema made ready to look at records. */
export interface CompiledSchema extends DetectedDialect {
  /** Whether some part asks for an integer, so that `1.0` matters. */
  readonly hasIntegers: boolean;
  /** Patterns that are not checked, because matching them may take for ever or JavaScript doesn't know them. */
  readonly uncheckedPatterns: ReadonlySet<string>;
  /**
   * All violations of one record; none is an empty list. `numbers`: the texts of numbers in this very object, from
   * `parseExact`, needed where `scanJson` saw inexact numbers (or whole floats, where `hasIntegers`).
   */
  validate(record: Json, numbers?: NumberTexts): readonly Violation[];
}

/** Why a schema can't be used. Its records can't be inspected. */
export interface UnusableSchema {
  readonly error: string;
}

const none: readonly Violation[] = [];
const noTexts: NumberTexts = new Map();

/**
 * Compiles a JSON Schema of any draft, by ajv, tolerating keywords and formats it doesn't know. Only references within
 * the schema are followed. `numbers`: the texts of the schema's own numbers, where `parseExact` kept any. `hasLooseDates`:
 * dates are good as soon as SDK targets read them.
 */
export function compileSchema(
  schema: Json,
  numbers: NumberTexts = noTexts,
  hasLooseDates = false,
): CompiledSchema | UnusableSchema {
  if (!isObject(schema)) return { error: "the schema is no object" };
  try {
    return compile(schema, numbers, hasLooseDates);
  } catch (thrown) {
    // Whatever ajv throws, the schema can't be used; a RangeError is a schema too deep or that refers to itself.
    if (thrown instanceof RangeError)
      return { error: "the schema is too deep, or refers to itself for ever" };
    return { error: messageOf(thrown) };
  }
}

function compile(
  schema: SchemaObject,
  numbers: NumberTexts,
  hasLooseDates: boolean,
): CompiledSchema | UnusableSchema {
  const detected = detectDialect(schema);
  const traits = traitsOf(schema);
  if (traits.badPattern !== null)
    return {
      error: `the pattern ${traits.badPattern} of patternProperties can't be matched in bounded time`,
    };
  const own = cloneSchema(schema, numbers);
  const context: ExactContext = { schema: own.numbers, record: noTexts };
  const exactEquality = needsExactEquality(own.schema, own.numbers);
  const uncheckedPatterns = new Set<string>();
  const validator = (use: Pick<AjvUse, "allErrors" | "isExact">): ValidateFunction =>
    ajvOfDialect(detected.dialect, context, {
      ...use,
      isWide: traits.isWide,
      hasExactEquality: use.isExact || exactEquality,
      ownProperties: traits.inheritsNames,
      hasLooseDates,
      onUnchecked: (pattern) => uncheckedPatterns.add(pattern),
    }).compile(own.schema as object);
  const quick = validator({ allErrors: traits.isWide, isExact: false });
  // Finds references without an end now, while it can still be said of the schema.
  quick({});
  let thorough: ValidateFunction | null = null;
  const all = (record: Json, texts: NumberTexts): readonly Violation[] => {
    thorough ??= validator({ allErrors: true, isExact: true });
    context.record = texts;
    try {
      thorough(record);
      return withoutBranches(thorough.errors ?? []).map((error) => violationOf(error, record, texts));
    } finally {
      context.record = noTexts;
    }
  };
  return {
    ...detected,
    hasIntegers: traits.hasIntegers,
    uncheckedPatterns,
    validate: (record, texts) => {
      if (texts !== undefined && texts.size > 0)
        return withNoNumbers(
          withTargetReading(record, texts, detected.dialect, (value) => all(value, texts)),
          record,
          texts,
        );
      return quick(record) ? none : all(record, noTexts);
    },
  };
}

/** Stopping at the first error nests the code of each property in that of the one before, which V8 can't read for ever. */
const mostNested = 300;

interface Traits {
  /** Some object has so many properties that they must be looked at side by side. */
  readonly isWide: boolean;
  readonly hasIntegers: boolean;
  readonly inheritsNames: boolean;
  readonly badPattern: string | null;
}

function traitsOf(schema: Json): Traits {
  const traits = {
    ...{ hasIntegers: false, inheritsNames: false, isWide: false },
    badPattern: null as string | null,
  };
  walkSchema(schema, (part) => {
    if ([part["type"]].flat().includes("integer")) traits.hasIntegers = true;
    const names = [...keysOf(part["properties"]), ...[part["required"]].flat()];
    if (names.some((name) => typeof name === "string" && name in Object.prototype))
      traits.inheritsNames = true;
    if (names.length > mostNested) traits.isWide = true;
    for (const pattern of keysOf(part["patternProperties"]))
      if (boundedPattern(pattern) === null) traits.badPattern ??= pattern;
  });
  return traits;
}

function keysOf(value: Json | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}
