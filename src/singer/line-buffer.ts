import { byte } from "./bytes.ts";

const readSize = 64 * 1024;
const usualSize = 256 * 1024;

/**
 * Holds what was read until its line is whole. Readers write into `space()`; lines lie in one piece in `bytes`, whatever
 * the chunks were. A buffer that somebody still needs (`pin`) is left alone and a fresh one is taken.
 */
export class LineBuffer {
  /** What was read: complete lines up to `start` are done with, `[start, end)` waits. */
  bytes: Buffer = Buffer.allocUnsafeSlow(usualSize);
  start = 0;
  end = 0;
  readonly #isPinned: (bytes: Buffer) => boolean;
  /** Buffers to be used again, the longest unused first: fresh memory costs more than filling it. */
  readonly #used: Buffer[] = [];

  constructor(isPinned: (bytes: Buffer) => boolean = () => false) {
    this.#isPinned = isPinned;
  }

  /** Room for the next read; it stays valid until the next call. */
  space(): Buffer {
    if (this.bytes.length - this.end < readSize) this.#turnOver();
    return this.bytes.subarray(this.end, this.end + readSize);
  }

  /** So many bytes were written into the space. */
  filled(count: number): void {
    this.end += count;
  }

  /** Puts a chunk that lies elsewhere behind what is there. */
  append(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const space = this.space();
      const part = chunk.subarray(at, at + space.length);
      space.set(part);
      this.filled(part.length);
      at += part.length;
    }
  }

  /** Where the line at `start` ends (its newline), or -1 while it isn't whole. `from`: nothing before it is a newline. */
  newline(from: number = this.start): number {
    return this.bytes.subarray(0, this.end).indexOf(byte.newline, from);
  }

  #turnOver(): void {
    const rest = this.end - this.start;
    const size = rest + readSize <= usualSize ? usualSize : Math.max(this.bytes.length, 2 * rest + readSize);
    const old = this.bytes;
    this.bytes = size === usualSize ? this.#takeUsed() : Buffer.allocUnsafeSlow(size);
    old.copy(this.bytes, 0, this.start, this.end);
    if (old.length === usualSize) this.#used.push(old);
    this.start = 0;
    this.end = rest;
  }

  #takeUsed(): Buffer {
    const at = this.#used.findIndex((bytes) => !this.#isPinned(bytes));
    const [bytes] = at === -1 ? [] : this.#used.splice(at, 1);
    return bytes ?? Buffer.allocUnsafeSlow(usualSize);
  }
}
