import { canonicalJson, type Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";

/** What changed from one SCHEMA of a stream to the next. */
export interface SchemaChange {
  readonly variant: string;
  /** The property; `null` for what is about the whole stream. */
  readonly property: string | null;
  readonly isBreaking: boolean;
  readonly message: string;
}

interface SchemaMessage {
  readonly schema: Json;
  readonly keyProperties: readonly string[] | null;
}

/** Top-level properties that came, went, or changed their type, and other keys. Nothing for schemas that mean the same. */
export function diffSchemas(before: SchemaMessage, after: SchemaMessage): readonly SchemaChange[] {
  if (canonicalJson(before.schema) === canonicalJson(after.schema) && sameKeys(before, after)) return [];
  const [old, fresh] = [propertiesOf(before.schema), propertiesOf(after.schema)];
  const names = new Set([...Object.keys(old), ...Object.keys(fresh)]);
  const changes = [...names].flatMap((name) => diffProperty(name, own(old, name), own(fresh, name)));
  if (!sameKeys(before, after))
    changes.push({
      variant: "key_properties_changed",
      property: null,
      isBreaking: true,
      message: `The key properties changed to ${(after.keyProperties ?? []).join(", ") || "none"}.`,
    });
  if (changes.length > 0) return changes;
  const message = "The schema changed elsewhere than in the types of its properties.";
  return [{ variant: "schema_changed", property: null, isBreaking: false, message }];
}

function diffProperty(name: string, before: Json | undefined, after: Json | undefined): SchemaChange[] {
  const change = (variant: string, isBreaking: boolean, what: string): SchemaChange[] => [
    { variant, property: name, isBreaking, message: `The property ${name} ${what}.` },
  ];
  if (before === undefined) return change("property_added", false, "came in");
  if (after === undefined) return change("property_removed", true, "is gone");
  const [old, fresh] = [typesOf(before), typesOf(after)];
  if (old.join() === fresh.join()) {
    return canonicalJson(before) === canonicalJson(after) ? [] : change("property_changed", false, "changed");
  }
  const widened = fresh.length === 0 || (old.length > 0 && old.every((type) => fresh.includes(type)));
  const what = `went from ${old.join("|") || "any type"} to ${fresh.join("|") || "any type"}`;
  return change(widened ? "type_widened" : "type_narrowed", !widened, what);
}

function propertiesOf(schema: Json): JsonObject {
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  return isJsonObject(properties) ? properties : {};
}

function typesOf(schema: Json): readonly string[] {
  const type = isJsonObject(schema) ? schema["type"] : undefined;
  return [type]
    .flat()
    .filter((name) => typeof name === "string")
    .sort();
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function sameKeys(a: SchemaMessage, b: SchemaMessage): boolean {
  return JSON.stringify(a.keyProperties) === JSON.stringify(b.keyProperties);
}
