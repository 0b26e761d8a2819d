import { layOut } from "./json-layout.ts";
import { jsonSchema } from "./json-schema.ts";
import { shareDefinitions } from "./share-definitions.ts";

/** The text of `schema.json`: the schema for editors, each part of it once. */
export function schemaFile(): string {
  return `${layOut(shareDefinitions(jsonSchema()))}\n`;
}
