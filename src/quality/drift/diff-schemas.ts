import { canonicalJson, type Json } from "../../lib/canonical-json.ts";
import type { SchemaObject } from "../schema/walk-schema.ts";
import { ChangeLog } from "./change-log.ts";
import { diffRules } from "./diff-rules.ts";
import { type Shape, shapeOf } from "./shape.ts";

/** What a SCHEMA message declares. */
export interface DeclaredStream {
  readonly schema: Json;
  /** `null` where the message says nothing of them. */
  readonly keyProperties: readonly string[] | null;
}

/** Deeper than this is compared as a whole. */
const deepest = 30;

/**
 * What changed from one SCHEMA to the next, each change with what it means for rows and columns that were fine before.
 * Schemas that mean the same give nothing, however they are written.
 */
export function diffSchemas(before: DeclaredStream, after: DeclaredStream, line: number | null): ChangeLog {
  const log = new ChangeLog(line);
  const keys = new Set([...(before.keyProperties ?? []), ...(after.keyProperties ?? [])]);
  new SchemaDiff(log, before.schema, after.schema, keys).compare("$", before.schema, after.schema, 0);
  diffKeys(log, before.keyProperties ?? [], after.keyProperties ?? []);
  return log;
}

class SchemaDiff {
  readonly #log: ChangeLog;
  readonly #before: Json;
  readonly #after: Json;
  readonly #keys: ReadonlySet<string>;

  constructor(log: ChangeLog, before: Json, after: Json, keys: ReadonlySet<string>) {
    this.#log = log;
    this.#before = before;
    this.#after = after;
    this.#keys = keys;
  }

  compare(path: string, before: Json, after: Json, depth: number): void {
    if (depth > deepest) return;
    const [old, fresh] = [shapeOf(before, this.#before), shapeOf(after, this.#after)];
    const isKey = depth === 1 && this.#keys.has(path.slice(2));
    for (const rule of diffRules) rule({ log: this.#log, path, isKey }, old, fresh);
    this.#properties(path, old, fresh, depth);
    if (old.items !== null && fresh.items !== null)
      this.compare(`${path}[*]`, old.items, fresh.items, depth + 1);
  }

  #properties(path: string, old: Shape, fresh: Shape, depth: number): void {
    for (const [name, schema] of old.properties) {
      const now = fresh.properties.get(name);
      if (now === undefined) this.#removed(`${path}.${name}`, schema);
      else this.compare(`${path}.${name}`, schema, now, depth + 1);
    }
    for (const [name, schema] of fresh.properties)
      if (!old.properties.has(name))
        this.#log.add(
          `${path}.${name}`,
          "property_added",
          { before: null, after: typesOf(schema, this.#after) },
          ["safe", "a new column; what was there stays as it is"],
        );
  }

  #removed(path: string, schema: SchemaObject): void {
    this.#log.add(path, "property_removed", { before: typesOf(schema, this.#before), after: null }, [
      "breaking",
      "its column gets no more values",
    ]);
  }
}

function typesOf(schema: SchemaObject, root: Json): Json {
  const { types, nullable } = shapeOf(schema, root);
  return types.length === 0 ? "any" : nullable ? [...types, "null"] : types;
}

function diffKeys(log: ChangeLog, before: readonly string[], after: readonly string[]): void {
  if (canonicalJson([...before].sort()) === canonicalJson([...after].sort())) return;
  log.add("$", "key_properties_changed", { before, after }, [
    "breaking",
    "rows are merged by other keys, so that old ones stay or are doubled",
  ]);
}
