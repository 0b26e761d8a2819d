import type { Json } from "../../lib/canonical-json.ts";
import { branchesOf, isMap } from "./place-tree.ts";

const redacted = '"***"';

/** Texts that a format asks for and that say nothing. */
const ofFormat: Readonly<Record<string, string>> = {
  "date-time": "1970-01-01T00:00:00Z",
  date: "1970-01-01",
  time: "00:00:00Z",
  uuid: "00000000-0000-0000-0000-000000000000",
  email: "redacted@example.invalid",
  ipv4: "0.0.0.0",
  ipv6: "::",
  uri: "about:blank",
};

const ofType: Readonly<Record<string, string>> = {
  number: "0",
  integer: "0",
  boolean: "false",
  array: "[]",
  object: "{}",
};

/**
 * The JSON text that stands in for a redacted value, valid under its schema where that is possible: `"***"` where a text
 * may stand, else `null`, else a text that fits, a zero, `false`, an empty list or object.
 */
export function standInFor(schema: Json, firstByte: number): string {
  const types = typesOf(schema);
  if (types.size === 0) return firstByte === 0x22 ? redacted : "null";
  const text = types.has("string") ? textFor(schema) : null;
  if (text === redacted || (text !== null && !types.has("null"))) return text;
  if (types.has("null")) return "null";
  const [type = ""] = types;
  return ofType[type] ?? "null";
}

function textFor(schema: Json): string {
  if (!isMap(schema)) return redacted;
  const { format, minLength, maxLength, enum: values } = schema;
  if (Array.isArray(values)) {
    const [first] = values.filter((value) => typeof value === "string");
    return first === undefined ? redacted : JSON.stringify(first);
  }
  if (typeof format === "string") return JSON.stringify(ofFormat[format] ?? "***");
  const least = typeof minLength === "number" ? Math.min(minLength, 1000) : 0;
  const most = typeof maxLength === "number" ? maxLength : 3;
  return JSON.stringify("*".repeat(Math.max(least, Math.min(3, most))));
}

function typesOf(schema: Json): ReadonlySet<string> {
  if (!isMap(schema)) return new Set();
  const { type } = schema;
  const own = Array.isArray(type) ? type : [type];
  const named = own.filter((name): name is string => typeof name === "string");
  return new Set([...named, ...branchesOf(schema).flatMap((branch) => [...typesOf(branch)])]);
}
