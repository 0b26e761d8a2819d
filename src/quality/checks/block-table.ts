import type { MemoryBudget } from "../check.ts";

/** So many keys in a row make a block. */
export const blockKeys = 8;
const smallest = 128;
const largest = 1 << 16;
/** Once the table is full, every n-th block is remembered: it reaches back a million rows. */
const sampled = 16;
/** Blocks within a repeated page may have been overwritten; a gap up to this belongs to the page. */
const longestGap = sampled * 64;
const base = 0x01000193;
const dropFactor = powerOf(base, blockKeys);
const bytesPerSlot = 12;
const none = new Int32Array();
const noPlaces = new Float64Array();
/** Bytes that a table takes at first. */
export const firstBytes = smallest * bytesPerSlot;

/**
 * Finds a block of keys that came before in the same order. A rolling hash over the last eight keys is looked up in a table
 * of earlier ones. That a page came again is said only where blocks match one after the other at one distance.
 */
export class BlockTable {
  /** Rows that belong to blocks that came before; rather a few too few than one too many. */
  repeatedRows = 0;
  /** How many rows lie between a page and its repetition; `null` before one was found. */
  distance: number | null = null;
  readonly #memory: Pick<MemoryBudget, "take">;
  readonly #ring: number[] = new Array<number>(blockKeys).fill(0);
  /** Nothing before there is a block: a tap may have ten thousand streams of a few rows. */
  #hashes = none;
  #places = noPlaces;
  #held = 0;
  #rolling = 0;
  #row = 0;
  #lastDistance = -1;
  #matches = 0;
  #lastMatch = 0;
  #from = 0;
  #coveredTo = 0;

  constructor(memory: Pick<MemoryBudget, "take">) {
    this.#memory = memory;
  }

  add(key: number): void {
    const at = this.#row & (blockKeys - 1);
    const dropped = this.#ring[at] as number;
    this.#ring[at] = key;
    this.#rolling = (Math.imul(this.#rolling, base) + key - Math.imul(dropped, dropFactor)) | 0;
    this.#row++;
    if (this.#row < blockKeys) return;
    const hash = spread(this.#rolling);
    if (this.#hashes === none) this.#begin();
    if (this.#hashes.length < largest || hash % sampled === 0) this.#lookUp(hash);
  }

  #begin(): void {
    this.#hashes = new Int32Array(smallest);
    this.#places = new Float64Array(smallest).fill(-1);
  }

  #lookUp(hash: number): void {
    const slot = (hash >>> 4) & (this.#hashes.length - 1);
    const place = this.#places[slot] as number;
    if (place >= 0 && this.#hashes[slot] === hash) this.#match(this.#row - place);
    else if (place < 0) this.#held++;
    this.#hashes[slot] = hash;
    this.#places[slot] = this.#row;
    if (this.#held * 2 > this.#hashes.length) this.#grow();
  }

  #match(distance: number): void {
    const goesOn = distance === this.#lastDistance && this.#row - this.#lastMatch <= longestGap;
    if (!goesOn) {
      this.#lastDistance = distance;
      this.#matches = 0;
      this.#from = Math.max(this.#coveredTo, this.#row - blockKeys);
    }
    this.#lastMatch = this.#row;
    if (distance < blockKeys || ++this.#matches < 2) return;
    this.repeatedRows += this.#row - this.#from;
    this.#from = this.#row;
    this.#coveredTo = this.#row;
    this.distance ??= distance;
  }

  #grow(): void {
    const size = this.#hashes.length * 2;
    if (size > largest || !this.#memory.take((size / 2) * bytesPerSlot)) return;
    const [hashes, places] = [this.#hashes, this.#places];
    this.#hashes = new Int32Array(size);
    this.#places = new Float64Array(size).fill(-1);
    this.#held = 0;
    for (let at = 0; at < hashes.length; at++) {
      const place = places[at] as number;
      if (place < 0) continue;
      const slot = ((hashes[at] as number) >>> 4) & (size - 1);
      if ((this.#places[slot] as number) < 0) this.#held++;
      this.#hashes[slot] = hashes[at] as number;
      this.#places[slot] = place;
    }
  }
}

function powerOf(factor: number, times: number): number {
  let power = 1;
  for (let at = 0; at < times; at++) power = Math.imul(power, factor);
  return power;
}

function spread(value: number): number {
  const first = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (first ^ (first >>> 13)) | 0;
}
