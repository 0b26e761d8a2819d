import type { Json } from "../../lib/canonical-json.ts";
import type { Finding } from "../../model/finding.ts";
import type { LevelMetric, StreamProfile } from "../../model/stream-history.ts";
import type { JsonObject, MemoryBudget, SchemaView } from "../check.ts";
import { StreamColumns } from "../columns/index.ts";
import { type InferredTypes, TypeInference } from "../drift/index.ts";
import { isObject } from "../schema/walk-schema.ts";
import type { SlotValues } from "../walker/slot-values.ts";
import { schemaHash } from "./schema-hash.ts";

/** Larger schemas and bookmarks are not kept: later runs see that they changed, not what. */
const largestSchema = 1 << 20;
const largestBookmarks = 1 << 16;

/** What one run saw of one stream that later runs compare with: its schema, its columns, the types that came. */
export class StreamRecorder {
  readonly stream: string;
  readonly #columns: StreamColumns | null;
  readonly #inference = new TypeInference();
  #schema: Pick<SchemaView, "schema" | "keyProperties"> | null = null;
  #hash: string | null = null;

  constructor(stream: string, memory: Pick<MemoryBudget, "take">, measuresColumns: boolean) {
    this.stream = stream;
    this.#columns = measuresColumns ? new StreamColumns(memory) : null;
  }

  onSchema({ schema, keyProperties }: Pick<SchemaView, "schema" | "keyProperties">): void {
    this.#schema = { schema, keyProperties };
    this.#hash = null;
    this.#inference.declare(schema);
    this.#columns?.declare(schema);
  }

  onRecord(record: JsonObject): void {
    this.#inference.add(record);
    this.#columns?.add(record);
  }

  /** How many records may come before one that has to be seen whole. */
  get beforeWhole(): number {
    return this.#columns?.beforeSample ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the next record has to be seen whole if it has a property that the schema leaves open. */
  get looksAtOpen(): boolean {
    return this.#inference.looksAtNext;
  }

  isOpen(name: string): boolean {
    return this.#inference.isOpen(name);
  }

  /** The columns that are measured; `null` before that is known. */
  get columns(): readonly string[] | null {
    return this.#columns === null ? [] : this.#columns.names;
  }

  /** Instead of `onRecord`, for a record that need not be seen whole: where the values of its columns are. */
  onSlots(values: SlotValues, columns: Int32Array): void {
    this.#inference.pass();
    this.#columns?.addSlots(values, columns);
  }

  get inferred(): InferredTypes {
    return this.#inference.types;
  }

  /** `state` is the value of the last STATE, `findings` what the checks found. */
  profile(state: Json, findings: readonly Finding[]): StreamProfile {
    const own = findings.filter(({ stream, outcome }) => stream === this.stream && outcome === "violated");
    return {
      stream: this.stream,
      flagged: flaggedBy(own),
      schema: this.#profileOfSchema(own),
      bookmarks: bookmarksOf(state, this.stream),
      columns: this.#columns?.metrics() ?? null,
    };
  }

  #profileOfSchema(findings: readonly Finding[]): StreamProfile["schema"] {
    if (this.#schema === null) return null;
    const { schema, keyProperties } = this.#schema;
    this.#hash ??= schemaHash(schema, keyProperties);
    return {
      hash: this.#hash,
      schema: JSON.stringify(schema).length > largestSchema ? null : schema,
      keyProperties,
      inferred: this.inferred,
      held: findings.some(
        ({ check, level, mode }) => check === "schema_drift" && level === "fail" && mode === "active",
      ),
    };
  }
}

function flaggedBy(findings: readonly Finding[]): readonly LevelMetric[] {
  return findings.some(({ check }) => check === "volume") ? ["records"] : [];
}

function bookmarksOf(state: Json, stream: string): Json {
  const bookmarks = isObject(state) ? state["bookmarks"] : undefined;
  const own = isObject(bookmarks) && Object.hasOwn(bookmarks, stream) ? (bookmarks[stream] ?? null) : null;
  return JSON.stringify(own).length > largestBookmarks ? null : own;
}
