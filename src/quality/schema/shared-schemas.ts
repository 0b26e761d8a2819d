import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { type CompiledSchema, compileSchema, type UnusableSchema } from "./compile-schema.ts";

/** So many different schemas are remembered; each takes its text and about ten thousand bytes. */
const mostKept = 1000;
const longestKept = 100_000;

/**
 * Compiles each schema once, however many streams have it: taps send it again, and some have one for ten thousand tables.
 * Schemas with numbers that their doubles don't tell are compiled each time.
 */
export function sharedSchemas(): typeof compileSchema {
  const known = new Map<string, CompiledSchema | UnusableSchema>();
  return (schema: Json, numbers?: NumberTexts, hasLooseDates = false) => {
    const text = numbers === undefined || numbers.size === 0 ? textOf(schema) : null;
    if (text === null || text.length > longestKept) return compileSchema(schema, numbers, hasLooseDates);
    const key = hasLooseDates ? `loose ${text}` : text;
    const compiled = known.get(key) ?? compileSchema(schema, undefined, hasLooseDates);
    if (known.size >= mostKept && !known.has(key)) known.clear();
    known.set(key, compiled);
    return compiled;
  };
}

/** `null` for one that is too deep to be written. */
function textOf(schema: Json): string | null {
  try {
    return JSON.stringify(schema);
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}
