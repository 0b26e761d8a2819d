import { memory, slot } from "./layout.ts";
import type { Program } from "./program.ts";
import { walkerCode } from "./walker-code.generated.ts";

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  walk(program: number, slots: number, from: number, end: number, most: number): number;
  stoppedAt(): number;
}

/** The part of it that is used here; Node's types don't know it. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

const mostLines = (memory.ends.to - memory.ends.from) / 4;

/**
 * Walks over lines of JSON without building anything: says how many of them, one behind the other, are surely as a program
 * has it, and keeps what stood where it asks. Written in AssemblyScript (`assembly/`).
 */
export class Walker {
  /** Where the first line begins that it did not take. */
  stoppedAt = 0;
  /** The slots of the lines it took: words, and doubles at the same places. */
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  readonly #exports: Exports;
  readonly #memory: Uint8Array;
  readonly #ends: Int32Array;
  /** Programs that lie in its memory, and where. */
  #placed = new Map<Program, number>();
  #room: number = memory.programs.from;
  #bytes: Uint8Array | null = null;
  #from = 0;
  #to = 0;

  /** Throws where there is no memory for it, or no WebAssembly. */
  constructor() {
    const module = new WebAssembly.Module(Buffer.from(walkerCode, "base64"));
    this.#exports = new WebAssembly.Instance(module).exports as Exports;
    const { buffer } = this.#exports.memory;
    this.#memory = new Uint8Array(buffer);
    this.#ends = new Int32Array(buffer, memory.ends.from, mostLines);
    const { from, to } = memory.rows;
    this.words = new Int32Array(buffer, from, (to - from) / 4);
    this.numbers = new Float64Array(buffer, from, (to - from) / 8);
  }

  /** Other bytes lie now where it looked before. */
  forget(): void {
    this.#bytes = null;
  }

  /** Takes lines of `[from, end)`; answers how many. */
  walk(program: Program, bytes: Uint8Array, from: number, end: number, most: number): number {
    if (bytes !== this.#bytes || from < this.#from || from >= this.#to) this.#load(bytes, from, end);
    const shift = memory.text.from - this.#from;
    const rows = Math.floor((memory.rows.to - memory.rows.from) / (slot.size * Math.max(1, program.slots)));
    const place = this.#placed.get(program) ?? this.#place(program);
    const { walk, stoppedAt } = this.#exports;
    const until = Math.min(end, this.#to) + shift;
    const lines = walk(place, program.slots, from + shift, until, Math.min(most, rows, mostLines));
    this.stoppedAt = stoppedAt() - shift;
    return lines;
  }

  /** Where the newline of a line it took stands. */
  endOf(line: number): number {
    return (this.#ends[line] as number) - memory.text.from + this.#from;
  }

  /** Where a place of a slot is in the bytes. */
  placeOf(word: number): number {
    return word - memory.text.from + this.#from;
  }

  #load(bytes: Uint8Array, from: number, end: number): void {
    const to = Math.min(end, from + memory.text.to - memory.text.from);
    this.#memory.set(bytes.subarray(from, to), memory.text.from);
    // At a zero each of its loops ends.
    this.#memory.fill(0, memory.text.from + to - from, memory.text.from + to - from + 64);
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
  }

  #place(program: Program): number {
    if (this.#room + program.bytes.length > memory.programs.to) {
      this.#placed = new Map();
      this.#room = memory.programs.from;
    }
    const place = this.#room - memory.programs.from;
    this.#memory.set(program.bytes, this.#room);
    this.#placed.set(program, place);
    this.#room += program.bytes.length;
    return place;
  }
}
