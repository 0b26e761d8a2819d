import type { Json } from "../../lib/canonical-json.ts";
import type { MemoryBudget } from "../check.ts";
import { kinds } from "../walker/layout.ts";
import type { SlotValues } from "../walker/slot-values.ts";
import { DistinctSketch, fewBytes } from "./distinct-sketch.ts";
import { hashNumber, hashText } from "./value-hash.ts";

/** Counts of one column, in a few hundred bytes and a sketch. What is read by others is public for speed's sake. */
export class ColumnSketch {
  readonly column: string;
  nulls = 0;
  booleans = 0;
  integers = 0;
  fractions = 0;
  texts = 0;
  arrays = 0;
  objects = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  lengthSum = 0;
  lengthMin = Number.POSITIVE_INFINITY;
  lengthMax = 0;
  readonly distinct: DistinctSketch | null;
  /** The last text: columns often repeat themselves, and it is counted among the distinct ones already. */
  #last: string | null = null;

  constructor(column: string, memory: Pick<MemoryBudget, "take">) {
    this.column = column;
    this.distinct = memory.take(fewBytes) ? new DistinctSketch(memory) : null;
  }

  text(value: string): void {
    const { length } = value;
    this.texts++;
    this.lengthSum += length;
    if (length < this.lengthMin) this.lengthMin = length;
    if (length > this.lengthMax) this.lengthMax = length;
    if (value === this.#last || this.distinct === null) return;
    this.#last = value;
    this.distinct.add(hashText(value));
  }

  number(value: number): void {
    if (Number.isInteger(value)) this.integers++;
    else this.fractions++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.distinct !== null) this.distinct.add(hashNumber(value));
  }

  /** What stood in a slot of the walker. */
  slot(values: SlotValues, slot: number): void {
    switch (values.kind(slot)) {
      case kinds.plain:
        this.#text(values.length(slot), values.hash(slot));
        break;
      case kinds.integer:
        this.integers++;
        this.#number(values.number(slot), values.hash(slot));
        break;
      case kinds.fraction:
        this.fractions++;
        this.#number(values.number(slot), values.hash(slot));
        break;
      case kinds.missing:
      case kinds.null:
        this.nulls++;
        break;
      case kinds.array:
        this.arrays++;
        break;
      case kinds.object:
        this.objects++;
        break;
      default:
        this.#any(values.value(slot));
    }
  }

  #any(value: unknown): void {
    if (typeof value === "string") this.text(value);
    else if (typeof value === "number") this.number(value);
    else this.other(value);
  }

  #text(length: number, hash: number): void {
    this.texts++;
    this.lengthSum += length;
    if (length < this.lengthMin) this.lengthMin = length;
    if (length > this.lengthMax) this.lengthMax = length;
    this.distinct?.add(hash);
  }

  #number(value: number, hash: number): void {
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.distinct?.add(hash);
  }

  /** Anything else; `undefined` and what a record inherits are no values. */
  other(value: unknown): void {
    if (typeof value === "boolean") {
      this.booleans++;
      this.distinct?.add(hashValue(value));
    } else if (Array.isArray(value)) this.arrays++;
    else if (typeof value === "object" && value !== null) this.objects++;
    else this.nulls++;
  }
}

/** What a sampled value is kept as: 32 bits. Lists and objects are not told apart. */
export function hashValue(value: Json | undefined): number {
  if (typeof value === "string") return hashText(value);
  if (typeof value === "number") return hashNumber(value);
  return hashNumber(value === true ? -1.5 : -2.5);
}
