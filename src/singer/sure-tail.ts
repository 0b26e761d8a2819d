import { byte } from "./bytes.ts";
import { mayRedefine } from "./redefinition.ts";

const longestKept = 256;
const mostMisses = 8;
const keptAfterMisses = 64;
const fourQuotes = 0x22222222;
const fourBackslashes = 0x5c5c5c5c;

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
  /** How often in a row a text was not like the last one. */
  #misses = 0;

  /** Whether `[from, end)` is sure not to redefine the head. */
  isSure(bytes: Uint8Array, view: DataView, from: number, end: number): boolean {
    if (end - from === this.#length && this.#isLikeLast(view, from, end)) {
      this.#misses = 0;
      return true;
    }
    if (mayRedefine(bytes, from, end)) return false;
    // Where records have objects in them, no two such texts are alike: then keeping each would be for nothing.
    this.#misses++;
    if (this.#misses <= mostMisses || this.#misses % keptAfterMisses === 0)
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
      const word = view.getInt32(at, true);
      const quoted = hasByte(word, fourQuotes);
      this.#words[index] = word;
      this.#fixed[index] = quoted || afterQuote ? 1 : 0;
      afterQuote = quoted;
    }
    this.#lastWord = view.getInt32(end - 4, true);
    for (let at = from; at < end; at++) if (bytes[at] === byte.backslash) return;
    this.#length = end - from;
  }
}

/** Whether one of the four bytes is a quote or a backslash. */
function hasMark(word: number): boolean {
  return hasByte(word, fourQuotes) || hasByte(word, fourBackslashes);
}

/** Whether one of the four bytes of a word is the one that `four` is made of. */
function hasByte(word: number, four: number): boolean {
  const zeros = word ^ four;
  return ((zeros - 0x01010101) & ~zeros & 0x80808080) !== 0;
}
