import type { JsonObject, MemoryBudget } from "../check.ts";
import { hashValue } from "./column-sketch.ts";

/** Rows kept for quantiles and top values: a rank is off by about 1.6 of 100. */
export const sampleRows = 1024;
const firstRows = 32;
const rowBytes = 12;
/** Bytes a column of the sample takes at first. */
export const firstSampleBytes = firstRows * rowBytes;

/**
 * A fair sample of all rows of a stream, without looking at those it leaves out (Vitter's method L). Holds numbers, and
 * hashes of all else. It grows with the rows, as far as there is memory.
 */
export class RowSample {
  /** Rows until the next one that is taken. */
  skip = 1;
  taken = 0;
  readonly #columns: readonly string[];
  readonly #memory: Pick<MemoryBudget, "take">;
  readonly #random: () => number;
  #numbers: readonly Float64Array[];
  #hashes: readonly Int32Array[];
  /** Rows there is room for, and those there will ever be room for. */
  #room = firstRows;
  #most = sampleRows;
  #weight: number | null = null;

  constructor(columns: readonly string[], memory: Pick<MemoryBudget, "take">, random: () => number) {
    this.#columns = columns;
    this.#memory = memory;
    this.#numbers = columns.map(() => new Float64Array(firstRows));
    this.#hashes = columns.map(() => new Int32Array(firstRows));
    this.#random = random;
  }

  /** Called for the row at which `skip` ran out. */
  take(record: JsonObject): void {
    if (this.taken === this.#room && this.#room < this.#most) this.#grow();
    const row = this.taken < this.#most ? this.taken++ : Math.floor(this.#random() * this.#most);
    for (let at = 0; at < this.#columns.length; at++) {
      const name = this.#columns[at] as string;
      const value = Object.hasOwn(record, name) ? record[name] : null;
      (this.#numbers[at] as Float64Array)[row] = typeof value === "number" ? value : Number.NaN;
      // Zero stands for null.
      (this.#hashes[at] as Int32Array)[row] =
        value === null || value === undefined ? 0 : hashValue(value) | 1;
    }
    this.skip = 1;
    if (this.taken < this.#most) return;
    this.#weight ??= this.#draw();
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

  #grow(): void {
    const room = this.#room * 2;
    if (!this.#memory.take(this.#columns.length * this.#room * rowBytes)) {
      this.#most = this.#room;
      return;
    }
    this.#numbers = this.#numbers.map((held) => {
      const numbers = new Float64Array(room);
      numbers.set(held);
      return numbers;
    });
    this.#hashes = this.#hashes.map((held) => {
      const hashes = new Int32Array(room);
      hashes.set(held);
      return hashes;
    });
    this.#room = room;
  }

  #draw(): number {
    return Math.exp(Math.log(this.#uniform()) / this.#most);
  }

  #uniform(): number {
    return 1 - this.#random();
  }
}
