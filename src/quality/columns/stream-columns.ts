import type { Json } from "../../lib/canonical-json.ts";
import type { ColumnMetrics, Quantiles } from "../../model/column-metrics.ts";
import type { JsonObject, MemoryBudget } from "../check.ts";
import { shapeOf } from "../drift/shape.ts";
import type { SlotValues } from "../walker/slot-values.ts";
import { ColumnSketch } from "./column-sketch.ts";
import { type AddRecord, compileColumns } from "./compile-columns.ts";
import { sketchError } from "./distinct-sketch.ts";
import { firstSampleBytes, RowSample } from "./row-sample.ts";
import { seededRandom } from "./seeded-random.ts";

/** Columns beyond this are not measured. */
export const mostColumns = 500;
const topValues = 5;
/** Values that make up less than this of the sample are not "frequent". */
const leastShare = 0.005;

/**
 * Measures every column of one stream in one pass and bounded memory. The columns are those of the SCHEMA at the first
 * record, or of that record where the schema names none.
 */
export class StreamColumns {
  readonly #memory: Pick<MemoryBudget, "take">;
  #known: ReadonlySet<string> = new Set();
  #sketches: readonly ColumnSketch[] = [];
  #sample: RowSample | null = null;
  #add: AddRecord | null = null;
  #skip = 0;
  records = 0;

  constructor(memory: Pick<MemoryBudget, "take">) {
    this.#memory = memory;
  }

  /** A SCHEMA of the stream. Columns that are measured already go on; new ones begin with what comes. */
  declare(schema: Json): void {
    const names = [...shapeOf(schema, schema).properties.keys()].slice(0, mostColumns);
    const fresh = names.filter((name) => !this.#known.has(name));
    if (fresh.length === 0 || this.#known.size >= mostColumns) return;
    this.#begin([...this.#known, ...fresh].slice(0, mostColumns));
  }

  add(record: JsonObject): void {
    if (this.#add === null) this.#begin(Object.keys(record).slice(0, mostColumns));
    this.records++;
    this.#add?.(record);
    if (--this.#skip === 0) this.#takeRow(record);
  }

  /** The columns that are measured; `null` before the first record says which. */
  get names(): readonly string[] | null {
    return this.#add === null ? null : this.#sketches.map(({ column }) => column);
  }

  /** How many records may come before one that has to be seen whole. */
  get beforeSample(): number {
    return this.#skip > 0 ? this.#skip - 1 : Number.POSITIVE_INFINITY;
  }

  /** Instead of `add`, for one of those: `slots` tells of each column in turn where its value is. */
  addSlots(values: SlotValues, slots: Int32Array): void {
    this.records++;
    this.#skip--;
    const sketches = this.#sketches;
    for (let at = 0; at < sketches.length; at++)
      (sketches[at] as ColumnSketch).slot(values, slots[at] as number);
  }

  metrics(): readonly ColumnMetrics[] {
    if (this.records === 0) return [];
    return this.#sketches.map((sketch, at) => this.#metricsOf(sketch, at));
  }

  #begin(names: readonly string[]): void {
    const held = new Map(this.#sketches.map((sketch) => [sketch.column, sketch]));
    this.#sketches = names.map((name) => held.get(name) ?? this.#newSketch(name));
    this.#known = new Set(names);
    this.#add = compileColumns(this.#sketches);
    // A sample of other columns is of no use: it begins anew, and says of how many rows it is.
    const fits = this.#memory.take(firstSampleBytes * names.length);
    this.#sample = fits ? new RowSample(names, this.#memory, seededRandom(names.length)) : null;
    this.#skip = this.#sample === null ? 0 : 1;
  }

  /** Records before a column was declared had none of it. */
  #newSketch(name: string): ColumnSketch {
    const sketch = new ColumnSketch(name, this.#memory);
    sketch.nulls = this.records;
    return sketch;
  }

  #takeRow(record: JsonObject): void {
    if (this.#sample === null) return;
    this.#sample.take(record);
    this.#skip = this.#sample.skip;
  }

  #metricsOf(sketch: ColumnSketch, at: number): ColumnMetrics {
    const numbers = sketch.integers + sketch.fractions;
    return {
      column: sketch.column,
      records: this.records,
      nulls: sketch.nulls,
      types: typesOf(sketch),
      distinct: distinctOf(sketch),
      distinctError: sketch.distinct?.error ?? sketchError,
      min: numbers === 0 ? null : sketch.min,
      max: numbers === 0 ? null : sketch.max,
      mean: numbers === 0 ? null : finite(sketch.sum / numbers),
      sum: numbers === 0 ? null : finite(sketch.sum),
      quantiles: quantilesOf(this.#sample?.numbers(at) ?? new Float64Array()),
      lengthMin: sketch.texts === 0 ? null : sketch.lengthMin,
      lengthMax: sketch.texts === 0 ? null : sketch.lengthMax,
      lengthMean: sketch.texts === 0 ? null : sketch.lengthSum / sketch.texts,
      top: topOf(this.#sample?.hashes(at) ?? new Int32Array()),
      sampled: this.#sample?.taken ?? 0,
    };
  }
}

function typesOf(sketch: ColumnSketch): { readonly [type: string]: number } {
  const { booleans, integers, fractions, texts, arrays, objects } = sketch;
  const counts = {
    boolean: booleans,
    integer: integers,
    number: fractions,
    string: texts,
    array: arrays,
    object: objects,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** Never more than values came; lists and objects are not told apart. */
function distinctOf({ distinct, ...sketch }: ColumnSketch): number | null {
  if (distinct === null || distinct.isLost || sketch.arrays > 0 || sketch.objects > 0) return null;
  const values = sketch.booleans + sketch.integers + sketch.fractions + sketch.texts;
  return Math.min(distinct.estimate(), values);
}

function quantilesOf(sorted: Float64Array): Quantiles | null {
  if (sorted.length === 0) return null;
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), p99: at(0.99) };
}

function topOf(hashes: Int32Array): ColumnMetrics["top"] {
  const counts = new Map<number, number>();
  for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1 && count / hashes.length >= leastShare)
    .sort((a, b) => b[1] - a[1])
    .slice(0, topValues)
    .map(([hash, count]) => ({
      hash: (hash >>> 0).toString(16).padStart(8, "0"),
      share: count / hashes.length,
    }));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
