import type { Json } from "../../lib/canonical-json.ts";

export type JsonMap = { readonly [key: string]: Json };

export function isJsonMap(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
