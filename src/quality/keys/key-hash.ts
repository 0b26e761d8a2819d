import type { Json } from "../../lib/canonical-json.ts";
import { canonicalDecimal, parseDecimal } from "../exact/decimal.ts";
import { canonicalExact } from "../exact/exact-value.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";

/** What begins a part of a key, so that 1, "1" and true differ, and "ab", "c" from "a", "bc". */
const marks = { text: 1, number: 2, decimal: 3, nested: 4, yes: 5, no: 6, nothing: 7 } as const;

/** Doubles keep every decimal of so many digits. */
const keptDigits = 15;
/** No character below this changes when a text is brought to its composed form. */
const firstCombining = 0x300;

/** Where a number is taken apart. One serves all: a tap may have ten thousand streams. */
const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/**
 * 64 bits of a key in `high` and `low`: equal for equal values (1.10 and 1.1, both spellings of é), different for others
 * but for one in 2^64. A key of one number that its double tells is turned round without loss, so those never meet.
 */
export class KeyHash {
  high = 0;
  low = 0;

  /** A key of one value. */
  one(value: Json, holder: object, key: string | number, numbers: NumberTexts): void {
    const number = toldNumber(value, holder, key, numbers);
    if (number !== null) {
      this.number(number);
      return;
    }
    this.begin();
    this.add(value, holder, key, numbers);
    this.end();
  }

  /** A key of one number. */
  number(value: number): void {
    this.#split(value);
    this.#mix();
  }

  /** The bits of a number as they are: equal for equal numbers, and not spread. */
  bits(value: number): void {
    this.#split(value);
  }

  begin(): void {
    this.high = 0x9e3779b9;
    this.low = 0x243f6a88;
  }

  /** One part of a key of several. */
  add(value: Json, holder: object, key: string | number, numbers: NumberTexts): void {
    if (typeof value === "string") this.#text(marks.text, value);
    else if (typeof value === "number") this.#numeric(value, numbers.get(holder)?.get(String(key)));
    else if (value === null) this.#take(marks.nothing);
    else if (typeof value === "boolean") this.#take(value ? marks.yes : marks.no);
    else this.#text(marks.nested, canonicalExact(value, holder, key, numbers));
  }

  end(): void {
    this.#mix();
  }

  #numeric(value: number, text: string | undefined): void {
    const exact = text === undefined ? null : parseDecimal(text);
    if (text !== undefined && !isTold(exact, text)) {
      this.#text(marks.decimal, exact === null ? text : canonicalDecimal(exact));
      return;
    }
    const [high, low] = [this.high, this.low];
    this.#split(text === undefined ? value : Number(text));
    const [upper, lower] = [this.high, this.low];
    this.high = high;
    this.low = low;
    this.#take(marks.number);
    this.#take(upper);
    this.#take(lower);
  }

  #split(value: number): void {
    // Zero has two forms, which are equal.
    number[0] = value === 0 ? 0 : value;
    this.low = words[0] as number;
    this.high = words[1] as number;
  }

  #text(mark: number, text: string): void {
    const [high, low] = [this.high, this.low];
    this.#take(mark);
    const { length } = text;
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= firstCombining && mark === marks.text) {
        this.#composed(text, high, low);
        return;
      }
      this.#take(unit);
    }
    this.#take(length);
  }

  #composed(text: string, high: number, low: number): void {
    const composed = text.normalize();
    this.high = high;
    this.low = low;
    this.#take(marks.text);
    for (let at = 0; at < composed.length; at++) this.#take(composed.charCodeAt(at));
    this.#take(composed.length);
  }

  #take(word: number): void {
    const high = Math.imul(this.high ^ word, 0x9e3779b1);
    const low = Math.imul(this.low ^ word, 0x85ebca77);
    this.high = (high << 13) | (high >>> 19);
    this.low = (low << 17) | (low >>> 15);
  }

  /** Four rounds of a Feistel network: every bit reaches every other, and nothing is lost. */
  #mix(): void {
    let { high, low } = this;
    low ^= scramble(high + 0x3c6ef372);
    high ^= scramble(low + 0xdaa66d2b);
    low ^= scramble(high + 0x78dde6e4);
    high ^= scramble(low + 0x1715609d);
    this.high = high >>> 0;
    this.low = low >>> 0;
  }
}

/** The number that stands there, where its double tells which; `null` for anything else. */
export function toldNumber(
  value: Json,
  holder: object,
  key: string | number,
  numbers: NumberTexts,
): number | null {
  if (typeof value !== "number") return null;
  const text = numbers.size === 0 ? undefined : numbers.get(holder)?.get(String(key));
  if (text === undefined) return value;
  return isTold(parseDecimal(text), text) ? Number(text) : null;
}

/** Whether the double is the number; one with few digits and an exponent is always taken for its double. */
function isTold(exact: ReturnType<typeof parseDecimal>, text: string): boolean {
  if (text.replace(/^-|[eE].*$/g, "").length <= keptDigits) return exact !== null;
  const value = Number(text);
  const told = exact === null || !Number.isFinite(value) ? null : parseDecimal(String(value));
  return told !== null && exact !== null && canonicalDecimal(told) === canonicalDecimal(exact);
}

/** The finisher of MurmurHash3. */
function scramble(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
