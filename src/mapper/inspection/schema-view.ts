import type { Json } from "../../lib/canonical-json.ts";
import type { SchemaView } from "../../quality/index.ts";
import type { ReadMessage } from "./read-message.ts";

/** A SCHEMA message as checks see it. */
export function schemaView({ message, numbers }: ReadMessage, line: number): SchemaView {
  return {
    schema: message["schema"] ?? null,
    numbers,
    keyProperties: namesOf(message["key_properties"]),
    bookmarkProperties: namesOf(message["bookmark_properties"]),
    line,
  };
}

/** Names in a list; `null` where there is no list. One name may stand alone. */
function namesOf(value: Json | undefined): readonly string[] | null {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return null;
  return value.filter((name): name is string => typeof name === "string");
}
