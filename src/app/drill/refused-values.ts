import type { Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";

/** What all fields of a check hold, row by row; `undefined` is a row without them. */
export type Values = readonly (Json | undefined)[];

export interface Refused {
  readonly check: string;
  readonly fields: readonly string[];
  readonly values: { readonly bad: Values; readonly good: Values };
}

type MakeValues = (settings: JsonObject) => Refused["values"] | null;

const text = "pitchpipe drill";

/** Checks whose refusal is known from their settings; null is let pass by all that don't speak of null. */
const ofField: Readonly<Record<string, MakeValues>> = {
  range: () => ({ bad: [text], good: [null] }),
  length: ({ min, max }) => {
    if (typeof min === "number" && min > 0) return { bad: [""], good: [null] };
    return typeof max === "number" && max < 10_000 ? { bad: ["x".repeat(max + 1)], good: [null] } : null;
  },
  pattern: ({ regex }) => {
    const bad = typeof regex === "string" ? notMatching(regex) : null;
    return bad === null ? null : { bad: [bad], good: [null] };
  },
  enum: ({ values }) => {
    const taken = Array.isArray(values) && values.includes(text);
    return taken ? null : { bad: [text], good: [null] };
  },
  format: () => ({ bad: [text], good: [null] }),
};

const ofFields: Readonly<Record<string, Refused["values"]>> = {
  not_null: { bad: [null], good: [text] },
  required: { bad: [undefined], good: [text] },
  unique: { bad: [text, text], good: ["one", "two"] },
};

/** What one entry of `checks:` refuses; `null` where that can't be told from its settings alone. */
export function refusedBy(entry: JsonObject): Refused | null {
  for (const [check, settings] of Object.entries(entry)) {
    const fields = fieldsOf(settings);
    const values = isJsonObject(settings) ? ofField[check]?.(settings) : ofFields[check];
    if (fields.length > 0 && fields.every(isPlain) && values) return { check, fields, values };
  }
  return null;
}

function fieldsOf(settings: Json): readonly Json[] {
  if (isJsonObject(settings)) return settings["field"] === undefined ? [] : [settings["field"]];
  if (typeof settings === "string") return [settings];
  return Array.isArray(settings) ? settings : [];
}

/** A field at the top of a record, and no path into it. */
function isPlain(field: Json | undefined): field is string {
  return typeof field === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(field);
}

/** A text that a pattern surely refuses, as far as JavaScript understands it. */
function notMatching(regex: string): string | null {
  try {
    const pattern = new RegExp(regex, "u");
    return [text, "", "0", "~"].find((candidate) => !pattern.test(candidate)) ?? null;
  } catch {
    // Another dialect: nobody here knows what it means.
    return null;
  }
}
