import type { JsonObject } from "../check.ts";
import { hashValue } from "./column-sketch.ts";

/** Rows kept for quantiles and top values: a rank is off by about 1.6 of 100. */
export const sampleRows = 1024;
/** Bytes a column of the sample takes. */
export const sampleBytes = sampleRows * 12;

/**
 * A fair sample of all rows of a stream, without looking at those it leaves out (Vitter's method L). Holds numbers, and
 * hashes of all else.
 */
export class RowSample {
  /** Rows until the next one that is taken. */
  skip = 1;
  taken = 0;
  readonly #columns: readonly string[];
  readonly #numbers: readonly Float64Array[];
  readonly #hashes: readonly Int32Array[];
  readonly #random: () => number;
  #weight: number;

  constructor(columns: readonly string[], random: () => number) {
    this.#columns = columns;
    this.#numbers = columns.map(() => new Float64Array(sampleRows).fill(Number.NaN));
    this.#hashes = columns.map(() => new Int32Array(sampleRows));
    this.#random = random;
    this.#weight = this.#draw();
  }

  /** Called for the row at which `skip` ran out. */
  take(record: JsonObject): void {
    const row = this.taken < sampleRows ? this.taken++ : Math.floor(this.#random() * sampleRows);
    for (let at = 0; at < this.#columns.length; at++) {
      const name = this.#columns[at] as string;
      const value = Object.hasOwn(record, name) ? record[name] : null;
      (this.#numbers[at] as Float64Array)[row] = typeof value === "number" ? value : Number.NaN;
      // Zero stands for null.
      (this.#hashes[at] as Int32Array)[row] =
        value === null || value === undefined ? 0 : hashValue(value) | 1;
    }
    this.skip = 1;
    if (this.taken < sampleRows) return;
    this.skip += Math.floor(Math.log(this.#uniform()) / Math.log(1 - this.#weight));
    this.#weight *= this.#draw();
  }

  /** The sampled numbers of a column, in order. */
  numbers(column: number): Float64Array {
    const all = this.#numbers[column]?.subarray(0, this.taken) ?? new Float64Array();
    return all.filter((value) => !Number.isNaN(value)).sort();
  }

  /** The sampled hashes of a column, without nulls. */
  hashes(column: number): Int32Array {
    const all = this.#hashes[column]?.subarray(0, this.taken) ?? new Int32Array();
    return all.filter((hash) => hash !== 0);
  }

  #draw(): number {
    return Math.exp(Math.log(this.#uniform()) / sampleRows);
  }

  #uniform(): number {
    return 1 - this.#random();
  }
}
