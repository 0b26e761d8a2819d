const smallest = 1024;

/** A set of numbers in one flat array: a million of them cost the collector nothing. */
export class NumberSet {
  size = 0;
  #slots = new Float64Array(smallest).fill(Number.NaN);
  readonly #number = new Float64Array(1);
  readonly #words = new Uint32Array(this.#number.buffer);

  /** Bytes it takes. */
  get bytes(): number {
    return this.#slots.byteLength;
  }

  /** Bytes it will take with one more. */
  get bytesWithMore(): number {
    return this.#isFull() ? this.bytes * 2 : this.bytes;
  }

  has(value: number): boolean {
    return this.#slots[this.#slotOf(value)] === value;
  }

  /** Adds a number that is not there yet; never NaN. */
  add(value: number): void {
    if (this.#isFull()) this.#grow();
    this.#slots[this.#slotOf(value)] = value;
    this.size++;
  }

  #isFull(): boolean {
    return this.size * 2 >= this.#slots.length;
  }

  /** Where the number is, or would be. */
  #slotOf(value: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = this.#hash(value) & mask;
    for (;;) {
      const held = slots[slot] as number;
      if (held === value || Number.isNaN(held)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #hash(value: number): number {
    // Zero has two forms, which are equal.
    this.#number[0] = value === 0 ? 0 : value;
    return mix(mix(this.#words[0] ?? 0) ^ (this.#words[1] ?? 0));
  }

  #grow(): void {
    const held = this.#slots;
    this.#slots = new Float64Array(held.length * 2).fill(Number.NaN);
    for (const value of held) if (!Number.isNaN(value)) this.#slots[this.#slotOf(value)] = value;
  }
}

/** The finisher of MurmurHash3: every bit of the input reaches the low ones. */
function mix(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
