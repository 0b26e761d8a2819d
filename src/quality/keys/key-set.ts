import type { Json } from "../../lib/canonical-json.ts";
import type { MemoryBudget } from "../check.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { IntegerTable } from "./integer-table.ts";
import { KeyHash, toldNumber } from "./key-hash.ts";
import { KeyTable } from "./key-table.ts";

/** The keys that came: integers as they are, everything else by its hash. */
export class KeySet {
  /** Of the last key: equal for equal keys. */
  readonly hash = new KeyHash();
  readonly #hashed: KeyTable;
  readonly #integers: IntegerTable;

  constructor(memory: MemoryBudget) {
    this.#hashed = new KeyTable(memory);
    this.#integers = new IntegerTable(memory);
  }

  /** The part of all keys that is watched. */
  get share(): number {
    return Math.min(this.#hashed.share, this.#integers.share);
  }

  /** Counts what it holds. */
  count(): number {
    return this.#hashed.size + this.#integers.count();
  }

  /** Remembers a key of one value. Whether it was there; `null` where it isn't watched. */
  add(value: Json, holder: object, key: string | number, numbers: NumberTexts): boolean | null {
    const number = toldNumber(value, holder, key, numbers);
    if (number === null || !Number.isSafeInteger(number)) {
      this.hash.one(value, holder, key, numbers);
      return this.addHashed();
    }
    this.hash.bits(number);
    return this.#integers.add(number);
  }

  /** The same for the key that `hash` was made of. */
  addHashed(): boolean | null {
    return this.#hashed.add(this.hash.high, this.hash.low);
  }

  clear(): void {
    this.#hashed.clear();
    this.#integers.clear();
  }
}
