import type { Json } from "../../lib/canonical-json.ts";
import { mayLoseDigits, type NumberTexts, parseExact } from "../../quality/index.ts";

/** A message with the texts of its numbers that doubles don't tell. */
export interface ReadMessage {
  readonly message: { readonly [key: string]: Json };
  readonly numbers: NumberTexts;
}

const noTexts: NumberTexts = new Map();

/** Reads a SCHEMA, STATE or ACTIVATE_VERSION line. `null` for one that is no JSON object. */
export function readMessage(text: string): ReadMessage | null {
  const quick = mayLoseDigits(text) ? undefined : parsed(text);
  if (quick !== undefined) return isObject(quick) ? { message: quick, numbers: noTexts } : null;
  const read = parseExact(text);
  if (typeof read === "string" || !isObject(read.value)) return null;
  return { message: read.value, numbers: read.numbers };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
