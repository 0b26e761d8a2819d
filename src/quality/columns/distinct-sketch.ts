import type { MemoryBudget } from "../check.ts";

const indexBits = 11;
const registers = 1 << indexBits;
const wholeRange = 2 ** 32;

/** So many different hashes are kept as they are before there is a sketch: most streams are small. */
const mostFew = 32;
/** Bytes that one sketch takes at first, and once there is much to count. */
export const fewBytes = mostFew * 4;
const sketchBytes = registers;
/** The standard error of an estimate, as a share of it. */
export const sketchError = 1.04 / Math.sqrt(registers);

/** Counts distinct hashes in 2 KiB, however many there are (HyperLogLog); a few of them exactly. */
export class DistinctSketch {
  readonly #memory: Pick<MemoryBudget, "take"> | null;
  #few: number[] = [];
  #ranks: Uint8Array | null = null;
  /** Whether there was no memory to count on. */
  isLost = false;

  constructor(memory: Pick<MemoryBudget, "take"> | null = null) {
    this.#memory = memory;
  }

  add(hash: number): void {
    const ranks = this.#ranks;
    if (ranks === null) this.#addFew(hash);
    else note(ranks, hash);
  }

  #addFew(hash: number): void {
    if (this.isLost || this.#few.includes(hash)) return;
    if (this.#few.length < mostFew) this.#few.push(hash);
    else if (this.#memory?.take(sketchBytes) === false) this.isLost = true;
    else {
      const ranks = new Uint8Array(registers);
      for (const each of this.#few) note(ranks, each);
      note(ranks, hash);
      this.#ranks = ranks;
      this.#few = [];
    }
  }

  /** The standard error of the estimate; 0 while all there were are known. */
  get error(): number {
    return this.#ranks === null ? 0 : sketchError;
  }

  estimate(): number {
    const ranks = this.#ranks;
    if (ranks === null) return this.#few.length;
    let sum = 0;
    let empty = 0;
    for (const rank of ranks) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const raw = ((0.7213 / (1 + 1.079 / registers)) * registers * registers) / sum;
    // Few values: how many places stayed empty says more.
    if (raw <= 2.5 * registers && empty > 0) return Math.round(registers * Math.log(registers / empty));
    // Many: hashes of 32 bits begin to fall together.
    if (raw > wholeRange / 30) return Math.round(-wholeRange * Math.log(1 - raw / wholeRange));
    return Math.round(raw);
  }
}

function note(ranks: Uint8Array, hash: number): void {
  const index = hash >>> (32 - indexBits);
  const rank = Math.clz32((hash << indexBits) | (1 << (indexBits - 1))) + 1;
  if (rank > (ranks[index] as number)) ranks[index] = rank;
}
