import type { Json } from "../../lib/canonical-json.ts";

/** Keys and places in lists, from the record down. */
export type Place = readonly (string | number)[];

/** Places of a record as a tree: what is marked is to be redacted, whole. */
export interface PlaceTree {
  isMarked: boolean;
  readonly below: Map<string | number, PlaceTree>;
}

export function placeTree(places: readonly Place[]): PlaceTree {
  const root = newTree();
  for (const place of places) {
    let at = root;
    for (const step of place) {
      const next = at.below.get(step) ?? newTree();
      at.below.set(step, next);
      at = next;
    }
    at.isMarked = true;
  }
  return root;
}

/** The part of a JSON Schema that describes what is at a step below; `null` where it says nothing of it. */
export function schemaBelow(schema: Json, step: string | number): Json {
  if (!isMap(schema)) return null;
  const keyword = typeof step === "number" ? schema["items"] : mapAt(schema["properties"], step);
  const own = keyword ?? (typeof step === "string" ? schema["additionalProperties"] : null) ?? null;
  if (isMap(own)) return own;
  for (const branch of branchesOf(schema)) {
    const found = schemaBelow(branch, step);
    if (found !== null) return found;
  }
  return null;
}

/** The alternatives that a schema allows beside itself. */
export function branchesOf(schema: Json): readonly Json[] {
  if (!isMap(schema)) return [];
  return ["anyOf", "oneOf", "allOf"].flatMap((keyword) => {
    const branches = schema[keyword];
    return Array.isArray(branches) ? (branches as readonly Json[]) : [];
  });
}

export function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapAt(value: Json | undefined, key: string): Json | undefined {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function newTree(): PlaceTree {
  return { isMarked: false, below: new Map() };
}
