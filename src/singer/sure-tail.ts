import { byte } from "./bytes.ts";
import { mayRedefine } from "./redefinition.ts";

const longestKept = 256;

/**
 * Says of what stands behind a record that it holds no second `type` or `stream`, mostly by comparing it with the last such
 * text: those of one stream differ in the digits of a time. Four bytes at a time; a word may differ where neither text has
 * a quote in it nor in the word before. A key and both its quotes lie in words that may not, so no new key can appear.
 */
export class SureTail {
  #length = 0;
  readonly #words = new Int32Array(longestKept / 4);
  /** 1 for the words that must be the same. */
  readonly #fixed = new Uint8Array(longestKept / 4);
  #lastWord = 0;

  /** Whether `[from, end)` is sure not to redefine the head. */
  isSure(bytes: Uint8Array, view: DataView, from: number, end: number): boolean {
    if (end - from === this.#length && this.#isLikeLast(view, from, end)) return true;
    if (mayRedefine(bytes, from, end)) return false;
    this.#keep(bytes, view, from, end);
    return true;
  }

  #isLikeLast(view: DataView, from: number, end: number): boolean {
    if (view.getInt32(end - 4, true) !== this.#lastWord) return false;
    const count = this.#length >> 2;
    for (let index = 0, at = from; index < count; index++, at += 4) {
      const word = view.getInt32(at, true);
      if (word !== this.#words[index] && (this.#fixed[index] === 1 || hasMark(word))) return false;
    }
    return true;
  }

  #keep(bytes: Uint8Array, view: DataView, from: number, end: number): void {
    this.#length = 0;
    if (end - from < 4 || end - from > longestKept) return;
    let afterQuote = false;
    for (let index = 0, at = from; at + 4 <= end; index++, at += 4) {
      const quoted = bytes.subarray(at, at + 4).includes(byte.quote);
      this.#words[index] = view.getInt32(at, true);
      this.#fixed[index] = quoted || afterQuote ? 1 : 0;
      afterQuote = quoted;
    }
    this.#lastWord = view.getInt32(end - 4, true);
    if (!bytes.subarray(from, end).includes(byte.backslash)) this.#length = end - from;
  }
}

/** Whether one of the four bytes is a quote or a backslash. */
function hasMark(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const zeros = ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes);
  return (zeros & 0x80808080) !== 0;
}
