import type { MemoryBudget } from "../check.ts";

const segments = 16;
const segmentShift = 28;
const smallest = 16;
const inverse = 1 / 0x1_0000_0000;
/** Two words a slot. */
const slotBytes = 8;
const fullest = 0.85;
/** Parts double while they are small, then grow by little: then memory matters more than time. */
const smallPart = 524_288;
const growth = 1.25;
/** Up to so many slots there is but one part: a tap may have ten thousand streams of a few keys. */
const slotsInOne = 512;
/** Stands for every part that holds nothing yet. */
const emptyPart = new Uint32Array(smallest * 2);

/**
 * A set of 64-bit hashes in flat arrays, in parts that grow one by one so that growing never takes twice the memory. Where
 * the budget ends it keeps every second key (then every fourth, …) and forgets the rest: what it says was there was there;
 * `share` says which part of the keys it watches.
 */
export class KeyTable {
  /** The part of all keys that is watched: 1, a half, a quarter, … */
  share = 1;
  size = 0;
  readonly #memory: MemoryBudget;
  #parts: Uint32Array[] = [emptyPart];
  #counts: number[] = [0];
  #bytes = 0;
  /** Which part a key is in: those bits of its first ones. */
  #partMask = 0;
  /** Bits of a hash that are 0 in the keys watched. */
  #mask = 0;

  constructor(memory: MemoryBudget) {
    this.#memory = memory;
  }

  /** Bytes it takes. */
  get bytes(): number {
    return this.#bytes + this.#parts.length * smallest * slotBytes;
  }

  /** Remembers a key. Whether it was there; `null` where it isn't watched. */
  add(high: number, low: number): boolean | null {
    if ((high & this.#mask) !== 0) return null;
    const at = (high >>> segmentShift) & this.#partMask;
    const part = this.#partFor(at);
    // An empty slot is two zeros, which no key may be.
    const first = high === 0 && low === 0 ? 1 : high;
    const slot = slotOf(part, first, low);
    if (part[slot] === first && part[slot + 1] === low) return true;
    part[slot] = first;
    part[slot + 1] = low;
    this.size++;
    const count = (this.#counts[at] as number) + 1;
    this.#counts[at] = count;
    if (count * 2 >= part.length * fullest) this.#makeRoom(at);
    return false;
  }

  #partFor(at: number): Uint32Array {
    const part = this.#parts[at] as Uint32Array;
    if (part !== emptyPart) return part;
    const own = new Uint32Array(smallest * 2);
    this.#parts[at] = own;
    return own;
  }

  /** Whether a key is there; `null` where it isn't watched. */
  has(high: number, low: number): boolean | null {
    if ((high & this.#mask) !== 0) return null;
    const part = this.#parts[(high >>> segmentShift) & this.#partMask] as Uint32Array;
    const first = high === 0 && low === 0 ? 1 : high;
    const slot = slotOf(part, first, low);
    return part[slot] === first && part[slot + 1] === low;
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

  #makeRoom(at: number): void {
    const part = this.#parts[at] as Uint32Array;
    const held = part.length / 2;
    if (this.#partMask === 0 && held >= slotsInOne) {
      if (!this.#split(part)) this.#watchLess();
      return;
    }
    const slots = held < smallPart ? held * 2 : Math.ceil(held * growth);
    const more = (slots - held) * slotBytes;
    if (this.#memory.take(more)) {
      this.#bytes += more;
      this.#refill(at, slots);
    } else this.#watchLess();
  }

  /** From one part to many, each with room for twice what it gets. Whether there was memory for that. */
  #split(part: Uint32Array): boolean {
    const parts = roomFor(part);
    const bytes = parts.reduce((sum, own) => sum + own.length * 4, 0) - segments * smallest * slotBytes;
    const more = bytes - this.#bytes;
    if (more > 0 && !this.#memory.take(more)) return false;
    this.#bytes = bytes;
    this.#partMask = segments - 1;
    this.#parts = parts;
    this.#counts = new Array<number>(segments).fill(0);
    for (let slot = 0; slot < part.length; slot += 2) {
      const [high, low] = [part[slot] as number, part[slot + 1] as number];
      if (high === 0 && low === 0) continue;
      const at = high >>> segmentShift;
      const own = parts[at] as Uint32Array;
      const to = slotOf(own, high, low);
      own[to] = high;
      own[to + 1] = low;
      this.#counts[at] = (this.#counts[at] as number) + 1;
    }
    return true;
  }

  /** Halves what is watched, so often until there is room again. */
  #watchLess(): void {
    this.share /= 2;
    this.#mask = (this.#mask << 1) | 1;
    for (const [at, part] of this.#parts.entries()) this.#refill(at, part.length / 2);
  }

  #refill(at: number, slots: number): void {
    const old = this.#parts[at] as Uint32Array;
    const part = new Uint32Array(slots * 2);
    let count = 0;
    for (let slot = 0; slot < old.length; slot += 2) {
      const high = old[slot] as number;
      const low = old[slot + 1] as number;
      if ((high === 0 && low === 0) || (high & this.#mask) !== 0) continue;
      const to = slotOf(part, high, low);
      part[to] = high;
      part[to + 1] = low;
      count++;
    }
    this.size += count - (this.#counts[at] as number);
    this.#counts[at] = count;
    this.#parts[at] = part;
  }
}

/** Empty parts for the keys of this one. */
function roomFor(part: Uint32Array): Uint32Array[] {
  const counts = new Array<number>(segments).fill(0);
  for (let slot = 0; slot < part.length; slot += 2) {
    const high = part[slot] as number;
    if (high !== 0 || part[slot + 1] !== 0)
      counts[high >>> segmentShift] = (counts[high >>> segmentShift] as number) + 1;
  }
  return counts.map((count) => new Uint32Array(Math.max(slotsInOne / 8, count * 2) * 2));
}

/** Where a key is, or would be. */
function slotOf(part: Uint32Array, high: number, low: number): number {
  const { length } = part;
  let slot = Math.floor(low * inverse * (length >>> 1)) << 1;
  for (;;) {
    const held = part[slot] as number;
    const next = part[slot + 1] as number;
    if ((held === high && next === low) || (held === 0 && next === 0)) return slot;
    slot += 2;
    if (slot === length) slot = 0;
  }
}
