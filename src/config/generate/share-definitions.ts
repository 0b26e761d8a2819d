import { canonicalJson, type Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";

/** What differs between two uses of one thing: it stands beside the reference. */
const besides: ReadonlySet<string> = new Set(["default", "required"]);

/** A reference to less than that would be no shorter. */
const leastLength = 60;

/**
 * The same JSON Schema, in which what stands in several places stands once, under `$defs`, by the first name it had. To put
 * each definition back in the place of its `$ref` gives what it was.
 */
export function shareDefinitions(schema: JsonObject): JsonObject {
  const counts = countParts(schema);
  const { $defs: own, ...whole } = schema;
  const names = new Map<string, string>();
  const definitions: Record<string, Json> = { ...(isJsonObject(own) ? own : {}) };
  const inside = (part: JsonObject, name: string): JsonObject =>
    eachPart(part, (one, key) => share(one, key ?? name));
  const share = (part: JsonObject, name: string): JsonObject => {
    const [core, beside] = parted(part);
    const text = canonicalJson(core);
    if ((counts.get(text) ?? 0) < 2 || text.length < leastLength) return inside(part, name);
    const known = names.get(text) ?? freeName(name, definitions);
    if (!names.has(text)) {
      names.set(text, known);
      // Its place is taken before its own parts look for theirs.
      definitions[known] = core;
      definitions[known] = inside(core, name);
    }
    return { $ref: `#/$defs/${known}`, ...beside };
  };
  const shared = inside(whole, "setting");
  for (const [name, part] of Object.entries(isJsonObject(own) ? own : {}))
    if (isJsonObject(part)) definitions[name] = inside(part, name);
  return { ...shared, $defs: definitions };
}

/** How often each part stands in the schema; what stands only in a part that comes again counts once. */
function countParts(schema: JsonObject): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (part: JsonObject): JsonObject => {
    const text = canonicalJson(parted(part)[0]);
    const before = counts.get(text) ?? 0;
    counts.set(text, before + 1);
    return before === 0 ? eachPart(part, count) : part;
  };
  count(schema);
  return counts;
}

function parted(part: JsonObject): readonly [core: JsonObject, beside: JsonObject] {
  const entries = Object.entries(part);
  return [
    Object.fromEntries(entries.filter(([key]) => !besides.has(key))),
    Object.fromEntries(entries.filter(([key]) => besides.has(key))),
  ];
}

function freeName(name: string, taken: object): string {
  for (let nth = 1; ; nth += 1) {
    const free = nth === 1 ? name : `${name}_${nth}`;
    if (!Object.hasOwn(taken, free)) return free;
  }
}

type Change = (part: JsonObject, key?: string) => JsonObject;

/** Changes each schema that lies directly in this one; those of properties come with their key. */
function eachPart(schema: JsonObject, change: Change): JsonObject {
  const changed = (value: Json, key?: string): Json => (isJsonObject(value) ? change(value, key) : value);
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (["items", "additionalProperties", "propertyNames"].includes(keyword))
        return [keyword, changed(value)];
      if (["anyOf", "oneOf", "allOf"].includes(keyword) && Array.isArray(value))
        return [keyword, value.map((one: Json) => changed(one))];
      const isMapOfParts = ["properties", "$defs"].includes(keyword) && isJsonObject(value);
      if (!isMapOfParts) return [keyword, value];
      return [
        keyword,
        Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one, key)])),
      ];
    }),
  );
}
