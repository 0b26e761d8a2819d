import type { Json } from "../../lib/canonical-json.ts";
import type { JsonObject } from "../check.ts";
import { isObject } from "../schema/walk-schema.ts";
import { shapeOf } from "./shape.ts";

/** The types that came where a schema leaves them open: `{"$.payload.size": ["integer"]}`. */
export type InferredTypes = { readonly [path: string]: readonly string[] };

const typeNames = ["null", "boolean", "integer", "number", "string", "array", "object"] as const;
/** Bits of `typeNames`. */
type TypeBits = number;

const mostPaths = 500;
const deepest = 4;
/** All of the first records are looked at, then every n-th. */
const firstRecords = 1000;
const everyNth = 64;

/**
 * Notes which types come where the schema says nothing of them: `{}`, an object without properties, fields that are
 * not declared. Looks at the first thousand records, then at every 64th.
 */
export class TypeInference {
  readonly #seen = new Map<string, TypeBits>();
  #declared: ReadonlyMap<string, "closed" | "loose"> = new Map();
  #records = 0;
  #isNeeded = false;

  /** A new SCHEMA; what was seen before stays. */
  declare(schema: Json): void {
    const { properties, isOpen } = shapeOf(schema, schema);
    const entries = [...properties].map(
      ([name, property]) => [name, isLoose(property, schema) ? "loose" : "closed"] as const,
    );
    this.#declared = new Map(entries);
    this.#isNeeded = isOpen || entries.some(([, kind]) => kind === "loose");
  }

  add(record: JsonObject): void {
    this.#records++;
    if (!this.#isNeeded || (this.#records > firstRecords && this.#records % everyNth !== 0)) return;
    for (const name in record) {
      if (!Object.hasOwn(record, name)) continue;
      if (this.#declared.get(name) === "closed") continue;
      this.#note(`$.${name}`, record[name] ?? null, 1);
    }
  }

  /** Whether the next record is one of those that are looked at. */
  get looksAtNext(): boolean {
    const next = this.#records + 1;
    return this.#isNeeded && (next <= firstRecords || next % everyNth === 0);
  }

  /** Whether the schema leaves open what a property is. */
  isOpen(name: string): boolean {
    return this.#declared.get(name) !== "closed";
  }

  /** Instead of `add`, for a record without anything that the schema leaves open. */
  pass(): void {
    this.#records++;
  }

  /** Without nulls, which say nothing of a type. */
  get types(): InferredTypes {
    const entries = [...this.#seen].map(([path, bits]) => [path, namesOf(bits)] as const);
    return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
  }

  #note(path: string, value: Json, depth: number): void {
    const held = this.#seen.get(path);
    if (held === undefined && this.#seen.size >= mostPaths) return;
    this.#seen.set(path, (held ?? 0) | bitOf(value));
    if (depth >= deepest || !isObject(value)) return;
    for (const [name, item] of Object.entries(value)) this.#note(`${path}.${name}`, item, depth + 1);
  }
}

function isLoose(property: Json, root: Json): boolean {
  const { types, properties } = shapeOf(property, root);
  return types.length === 0 || (types.includes("object") && properties.size === 0);
}

function bitOf(value: Json): TypeBits {
  if (value === null) return 1;
  if (typeof value === "boolean") return 2;
  if (typeof value === "number") return Number.isInteger(value) ? 4 : 8;
  if (typeof value === "string") return 16;
  return Array.isArray(value) ? 32 : 64;
}

function namesOf(bits: TypeBits): readonly string[] {
  const names = typeNames.filter((name, index) => name !== "null" && (bits & (1 << index)) !== 0);
  // 1 and 1.5 are both numbers.
  return names.includes("number") ? names.filter((name) => name !== "integer") : names;
}
