import type { MemoryBudget } from "../check.ts";
import { SlotParts } from "./slot-parts.ts";

/** A set of 64-bit hashes. What it says was there was there; of what it doesn't watch it says nothing. */
export class KeyTable {
  readonly #slots: SlotParts;

  constructor(memory: MemoryBudget) {
    this.#slots = new SlotParts(memory, 2);
  }

  /** The part of all keys that is watched: 1, a half, a quarter, … */
  get share(): number {
    return this.#slots.share;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Bytes it takes. */
  get bytes(): number {
    return this.#slots.bytes;
  }

  /** Remembers a key. Whether it was there; `null` where it isn't watched. */
  add(high: number, low: number): boolean | null {
    const wasThere = this.#slots.find(high, low);
    if (wasThere === false) this.#slots.take(high, low);
    return wasThere;
  }

  /** Whether a key is there; `null` where it isn't watched. */
  has(high: number, low: number): boolean | null {
    return this.#slots.find(high, low);
  }

  clear(): void {
    this.#slots.clear();
  }
}
