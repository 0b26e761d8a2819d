import type { MemoryBudget } from "../check.ts";

const segments = 16;
const segmentShift = 28;
const smallest = 16;
const inverse = 1 / 0x1_0000_0000;
const fullest = 0.85;
/** Parts double while they are small, then grow by little: then memory matters more than time. */
const smallPart = 524_288;
const growth = 1.25;
/** Up to so many slots there is but one part: a tap may have ten thousand streams of a few keys. */
const slotsInOne = 512;
/** Stands for every part that holds nothing yet; a whole number of slots of two and of three words. */
const emptyPart = new Uint32Array(smallest * 6);

/**
 * Slots found by a 64-bit hash, in flat arrays, in parts that grow one by one so that growing never takes twice the memory.
 * A slot is two words of hash and what its owner keeps beside them. Where the budget ends, every second hash is kept (then
 * every fourth, …) and the rest is forgotten; `share` says which part of the hashes is watched.
 */
export class SlotParts {
  /** The part of all hashes that is watched: 1, a half, a quarter, … */
  share = 1;
  /** Slots taken. */
  size = 0;
  /** Where the last `find` ended: the slot of its hash, or the free one for it. Until the next `take` or `clear`. */
  part: Uint32Array = emptyPart;
  slot = 0;
  readonly #memory: MemoryBudget;
  /** Words a slot. */
  readonly #words: number;
  #at = 0;
  #parts: Uint32Array[] = [emptyPart];
  #counts: number[] = [0];
  #bytes = 0;
  /** Which part a hash is in: those bits of its first ones. */
  #partMask = 0;
  /** Bits of a hash that are 0 in those watched. */
  #mask = 0;

  constructor(memory: MemoryBudget, words: 2 | 3) {
    this.#memory = memory;
    this.#words = words;
  }

  /** Bytes it takes. */
  get bytes(): number {
    return this.#bytes + this.#parts.length * this.#bytesOf(smallest);
  }

  /** Whether there is a slot with this hash; `null` where it isn't watched. */
  find(high: number, low: number): boolean | null {
    if ((high & this.#mask) !== 0) return null;
    this.#at = (high >>> segmentShift) & this.#partMask;
    const part = this.#parts[this.#at] as Uint32Array;
    const first = firstWord(high, low);
    const slot = slotOf(part, this.#words, first, low);
    this.part = part;
    this.slot = slot;
    return part[slot] === first && part[slot + 1] === low;
  }

  /** Takes the free slot that `find` ended at for the hash it looked for. */
  take(high: number, low: number, beside = 0): void {
    const first = firstWord(high, low);
    if (this.part === emptyPart) this.#beginPart(first, low);
    const { part, slot } = this;
    part[slot] = first;
    part[slot + 1] = low;
    if (this.#words === 3) part[slot + 2] = beside;
    this.size++;
    const count = (this.#counts[this.#at] as number) + 1;
    this.#counts[this.#at] = count;
    if (count * this.#words >= part.length * fullest) this.#makeRoom(this.#at);
  }

  clear(): void {
    this.#memory.give(this.#bytes);
    this.#bytes = 0;
    this.size = 0;
    this.share = 1;
    this.#mask = 0;
    this.#partMask = 0;
    this.#parts = [emptyPart];
    this.#counts = [0];
  }

  /** What stands beside each hash. */
  *besides(): Generator<number> {
    const words = this.#words;
    for (const part of this.#parts)
      for (let slot = 0; slot < part.length; slot += words)
        if (!isFree(part, slot)) yield part[slot + 2] as number;
  }

  #beginPart(first: number, low: number): void {
    this.part = new Uint32Array(smallest * this.#words);
    this.slot = slotOf(this.part, this.#words, first, low);
    this.#parts[this.#at] = this.part;
  }

  #bytesOf(slots: number): number {
    return slots * this.#words * Uint32Array.BYTES_PER_ELEMENT;
  }

  #makeRoom(at: number): void {
    const held = (this.#parts[at] as Uint32Array).length / this.#words;
    if (this.#partMask === 0 && held >= slotsInOne) {
      if (!this.#split(this.#parts[at] as Uint32Array)) this.#watchLess();
      return;
    }
    const slots = held < smallPart ? held * 2 : Math.ceil(held * growth);
    const more = this.#bytesOf(slots - held);
    if (this.#memory.take(more)) {
      this.#bytes += more;
      this.#refill(at, slots);
    } else this.#watchLess();
  }

  /** From one part to many, each with room for twice what it gets. Whether there was memory for that. */
  #split(part: Uint32Array): boolean {
    const parts = this.#roomFor(part);
    const bytes = parts.reduce((sum, own) => sum + own.byteLength, 0) - segments * this.#bytesOf(smallest);
    const more = bytes - this.#bytes;
    if (more > 0 && !this.#memory.take(more)) return false;
    this.#bytes = bytes;
    this.#partMask = segments - 1;
    this.#parts = parts;
    this.#counts = new Array<number>(segments).fill(0);
    for (let slot = 0; slot < part.length; slot += this.#words) {
      if (isFree(part, slot)) continue;
      const at = (part[slot] as number) >>> segmentShift;
      this.#copy(part, slot, parts[at] as Uint32Array);
      this.#counts[at] = (this.#counts[at] as number) + 1;
    }
    return true;
  }

  /** Empty parts for the hashes of this one. */
  #roomFor(part: Uint32Array): Uint32Array[] {
    const counts = new Array<number>(segments).fill(0);
    for (let slot = 0; slot < part.length; slot += this.#words) {
      const at = (part[slot] as number) >>> segmentShift;
      if (!isFree(part, slot)) counts[at] = (counts[at] as number) + 1;
    }
    return counts.map((count) => new Uint32Array(Math.max(slotsInOne / 8, count * 2) * this.#words));
  }

  /** Halves what is watched, so often until there is room again. */
  #watchLess(): void {
    this.share /= 2;
    this.#mask = (this.#mask << 1) | 1;
    for (const [at, part] of this.#parts.entries()) this.#refill(at, part.length / this.#words);
  }

  #refill(at: number, slots: number): void {
    const old = this.#parts[at] as Uint32Array;
    const part = new Uint32Array(slots * this.#words);
    let count = 0;
    for (let slot = 0; slot < old.length; slot += this.#words) {
      if (isFree(old, slot) || ((old[slot] as number) & this.#mask) !== 0) continue;
      this.#copy(old, slot, part);
      count++;
    }
    this.size += count - (this.#counts[at] as number);
    this.#counts[at] = count;
    this.#parts[at] = part;
  }

  #copy(from: Uint32Array, slot: number, part: Uint32Array): void {
    const [high, low] = [from[slot] as number, from[slot + 1] as number];
    const to = slotOf(part, this.#words, high, low);
    part[to] = high;
    part[to + 1] = low;
    if (this.#words === 3) part[to + 2] = from[slot + 2] as number;
  }
}

/** A free slot is two zeros, which no hash may be. */
function firstWord(high: number, low: number): number {
  return high === 0 && low === 0 ? 1 : high;
}

function isFree(part: Uint32Array, slot: number): boolean {
  return part[slot] === 0 && part[slot + 1] === 0;
}

/** Where a hash is, or would be. */
function slotOf(part: Uint32Array, words: number, high: number, low: number): number {
  const { length } = part;
  let slot = Math.floor((low * inverse * length) / words) * words;
  for (;;) {
    const held = part[slot] as number;
    const next = part[slot + 1] as number;
    if ((held === high && next === low) || (held === 0 && next === 0)) return slot;
    slot += words;
    if (slot === length) slot = 0;
  }
}
