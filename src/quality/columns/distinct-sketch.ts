const indexBits = 11;
const registers = 1 << indexBits;
const wholeRange = 2 ** 32;

/** Bytes that one sketch takes. */
export const sketchBytes = registers;
/** The standard error of an estimate, as a share of it. */
export const sketchError = 1.04 / Math.sqrt(registers);

/** Counts distinct hashes in 2 KiB, however many there are (HyperLogLog). */
export class DistinctSketch {
  readonly #ranks = new Uint8Array(registers);

  add(hash: number): void {
    const index = hash >>> (32 - indexBits);
    const rank = Math.clz32((hash << indexBits) | (1 << (indexBits - 1))) + 1;
    if (rank > (this.#ranks[index] as number)) this.#ranks[index] = rank;
  }

  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.#ranks) {
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
