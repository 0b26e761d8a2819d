import { isAscii } from "node:buffer";

/** Fewer bytes than this are decoded by themselves. */
const leastTogether = 4096;

/**
 * The text of lines that lie in one chunk. One decoding of a whole chunk of ASCII, and slices of that, cost a fraction of
 * a decoding for each line; a chunk with other bytes in it is decoded line by line.
 */
export class ChunkText {
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #text: string | null = null;
  #isDecoded = false;

  /** From now on lines lie in this part. */
  look(bytes: Buffer, start: number, end: number): void {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#text = null;
    this.#isDecoded = false;
  }

  /** The text of `[start, end)`, which lies in the part looked at. */
  slice(start: number, end: number): string {
    if (!this.#isDecoded) this.#decode();
    if (this.#text === null) return this.#bytes.toString("utf8", start, end);
    return this.#text.slice(start - this.#start, end - this.#start);
  }

  #decode(): void {
    this.#isDecoded = true;
    const part = this.#bytes.subarray(this.#start, this.#end);
    this.#text = part.length >= leastTogether && isAscii(part) ? part.toString("latin1") : null;
  }
}
