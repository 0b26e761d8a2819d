import { hash } from "node:crypto";
import { canonicalJson, type Json } from "../../lib/canonical-json.ts";

/** One text for schemas that are written alike but for the order of their keys: SHA-256 in lower-case hex. */
export function schemaHash(schema: Json, keyProperties: readonly string[] | null): string {
  return hash("sha256", canonicalJson([schema, keyProperties]), "hex");
}
