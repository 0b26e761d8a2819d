import type { Json } from "./canonical-json.ts";

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** Whether something that was parsed from JSON, or from YAML that is as plain, is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
