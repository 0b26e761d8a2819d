import type { Json } from "../../lib/canonical-json.ts";
import { isJsonObject } from "../../lib/json-object.ts";

const lineWidth = 110;

/** JSON for people: what fits into a line stands in one, so that a file is read and compared by its lines. */
export function layOut(value: Json, indent = ""): string {
  const flat = flatText(value);
  if (indent.length + flat.length <= lineWidth || typeof value !== "object" || value === null) return flat;
  // One space: of a deep schema two would be a quarter.
  const deeper = `${indent} `;
  if (isJsonObject(value)) {
    const lines = Object.entries(value).map(
      ([key, one]) => `${deeper}${JSON.stringify(key)}: ${layOut(one, deeper)}`,
    );
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  const lines = (value as readonly Json[]).map((one) => `${deeper}${layOut(one, deeper)}`);
  return `[\n${lines.join(",\n")}\n${indent}]`;
}

function flatText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flatText).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${flatText(one)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
