import type { MemoryBudget } from "../check.ts";
import { KeyHash } from "./key-hash.ts";
import { SlotParts } from "./slot-parts.ts";

/** So many integers that follow one another share a slot, with a bit each. */
const blockSize = 32;
const noBlock = Number.NaN;

/**
 * A set of safe integers. Keys of a database mostly follow one another: then a key takes a bit, and stands where the one
 * before it stood. Scattered ones take a slot each.
 */
export class IntegerTable {
  readonly #slots: SlotParts;
  readonly #hash = new KeyHash();
  /** The block that the slots' last `find` ended at. */
  #block = noBlock;

  constructor(memory: MemoryBudget) {
    this.#slots = new SlotParts(memory, 3);
  }

  /** The part of all integers that is watched: 1, a half, a quarter, … */
  get share(): number {
    return this.#slots.share;
  }

  /** Bytes it takes. */
  get bytes(): number {
    return this.#slots.bytes;
  }

  /** Counts what it holds. */
  count(): number {
    let count = 0;
    for (const bits of this.#slots.besides()) count += bitsIn(bits);
    return count;
  }

  /** Remembers an integer. Whether it was there; `null` where it isn't watched. */
  add(integer: number): boolean | null {
    const block = Math.floor(integer / blockSize);
    const bit = 1 << (integer - block * blockSize);
    const isBlockThere = block === this.#block || this.#find(block, bit);
    if (isBlockThere !== true) return isBlockThere;
    const { part, slot } = this.#slots;
    const bits = part[slot + 2] as number;
    part[slot + 2] = bits | bit;
    return (bits & bit) !== 0;
  }

  clear(): void {
    this.#slots.clear();
    this.#block = noBlock;
  }

  /** Looks for a block, and takes a slot with this bit for it where there is none. */
  #find(block: number, bit: number): boolean | null {
    const hash = this.#hash;
    hash.number(block);
    const isThere = this.#slots.find(hash.high, hash.low);
    if (isThere === false) this.#slots.take(hash.high, hash.low, bit);
    // Taking one may have moved all slots.
    if (isThere !== null) this.#block = isThere ? block : noBlock;
    return isThere;
  }
}

function bitsIn(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
