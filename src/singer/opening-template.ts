import type { LineHead } from "./line.ts";

/**
 * The exact bytes that lines of one kind begin with, such as a stream's RECORD lines up to and with the `{` of the record.
 * Comparing them is all that most lines of a pipeline need.
 */
export class OpeningTemplate {
  readonly head: LineHead;
  readonly length: number;
  readonly #words: Int32Array;
  readonly #lastWord: number;

  /** `opening` holds at least four bytes, as every beginning of a message does. */
  constructor(head: LineHead, opening: Uint8Array) {
    const view = new DataView(opening.buffer, opening.byteOffset, opening.byteLength);
    this.head = head;
    this.length = opening.length;
    this.#words = Int32Array.from({ length: opening.length >> 2 }, (_, index) =>
      view.getInt32(index * 4, true),
    );
    this.#lastWord = view.getInt32(opening.length - 4, true);
  }

  /** Whether the bytes at `at` begin like this; the caller knows that so many bytes are there. */
  fits(view: DataView, at: number): boolean {
    const words = this.#words;
    for (let index = 0, offset = at; index < words.length; index++, offset += 4)
      if (view.getInt32(offset, true) !== words[index]) return false;
    return view.getInt32(at + this.length - 4, true) === this.#lastWord;
  }
}
