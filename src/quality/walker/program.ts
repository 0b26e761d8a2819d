import { entry, members, rules, types, value } from "./layout.ts";
import type { ListRules, Members, NumberRules, Span, SureValue, TextRules } from "./sure-value.ts";

/** What the walker walks by: places in it count from its beginning. */
export interface Program {
  readonly bytes: Uint8Array;
  /** How many slots a line has. */
  readonly slots: number;
}

const piece = 16;
const mostBytes = 1 << 17;
const mostLength = 0x7fffffff;

/** The program for lines that are objects with these members; `null` for one that is too large. */
export function programOf(lines: Members, slots: number): Program | null {
  const writer = new Writer();
  writer.members(lines, true);
  return writer.size > mostBytes ? null : { bytes: writer.bytes(), slots };
}

class Writer {
  #view = new DataView(new ArrayBuffer(1024));
  size = 0;
  readonly #anything = new Map<boolean, number>();

  bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.size);
  }

  members({ entries, others }: Members, isFree: boolean): number {
    const at = this.#take(members.entries + entries.length * entry.size);
    this.#word(at + members.count, entries.length);
    this.#word(at + members.required, entries.filter(({ isRequired }) => isRequired).length);
    this.#word(at + members.others, others === null ? 0 : this.#value(others, isFree));
    const places = entries.map((_, index) => at + members.entries + index * entry.size);
    this.#word(at + members.first, places[0] ?? 0);
    for (const [index, { name, value: held, isRequired }] of entries.entries()) {
      const place = places[index] ?? 0;
      this.#text(place, name);
      this.#word(place + entry.value, this.#value(held, isFree));
      this.#word(place + entry.required, isRequired ? 1 : 0);
      this.#word(place + entry.next, places[index + 1] ?? 0);
    }
    return at;
  }

  /** `isFree`: nobody reads the text of a number in it. */
  #value(sure: SureValue, isFree: boolean): number {
    const isPlain = sure.slot === undefined && sure.members === null && sure.list === null;
    if (isPlain && sure.types === types.any && sure.text === null && sure.number === null)
      return this.#anythingAt(isFree);
    return this.#newValue(sure, isFree && sure.use !== "read");
  }

  #newValue(sure: SureValue, isFree: boolean): number {
    const at = this.#take(value.size);
    // A text's length and a list's are kept at one place.
    const clashes = sure.text?.length != null && sure.list?.count != null;
    const list = clashes ? null : sure.list;
    this.#word(at + value.types, clashes ? sure.types & ~types.array : sure.types);
    this.#word(at + value.slot, sure.slot ?? -1);
    const own = this.#textRules(at, sure.text) | this.#numberRules(at, sure.number);
    const free = (isFree ? rules.free : 0) | (isFree && sure.number === null ? rules.loose : 0);
    const measured = sure.isMeasured === true ? rules.measured : 0;
    this.#word(at + value.rules, own | free | measured | this.#listRules(at, list, isFree));
    if ((sure.types & types.object) !== 0) {
      const held = sure.members ?? { entries: [], others: null };
      const place = sure.members === null ? this.#membersOfAnything(isFree) : this.members(held, isFree);
      this.#word(at + value.members, place);
    }
    return at;
  }

  /** One value that stands for anything, in itself too. */
  #anythingAt(isFree: boolean): number {
    const known = this.#anything.get(isFree);
    if (known !== undefined) return known;
    const at = this.#take(value.size);
    this.#anything.set(isFree, at);
    const inside = this.#take(members.entries);
    this.#word(inside + members.others, at);
    this.#word(at + value.types, types.any);
    this.#word(at + value.slot, -1);
    this.#word(at + value.rules, isFree ? rules.free | rules.loose : 0);
    this.#word(at + value.members, inside);
    this.#word(at + value.items, at);
    return at;
  }

  #membersOfAnything(isFree: boolean): number {
    return this.#view.getUint32(this.#anythingAt(isFree) + value.members, true);
  }

  #textRules(at: number, text: TextRules | null): number {
    if (text === null) return 0;
    const { length, texts, format } = text;
    if (length !== null) this.#span(at, length);
    if (texts !== null) this.#word(at + value.texts, this.#texts(texts));
    return (
      (length === null ? 0 : rules.length) |
      (texts === null ? 0 : rules.oneOf) |
      (format === "date" ? rules.date : 0) |
      (format === "date-time" ? rules.dateTime : 0) |
      (format === "loose-date-time" ? rules.looseDateTime : 0)
    );
  }

  #numberRules(at: number, number: NumberRules | null): number {
    if (number === null) return 0;
    const { minimum, maximum, decimals } = number;
    if (minimum !== null) this.#view.setFloat64(at + value.minimum, minimum.value, true);
    if (maximum !== null) this.#view.setFloat64(at + value.maximum, maximum.value, true);
    if (decimals !== null) this.#word(at + value.decimals, decimals);
    return (
      (minimum === null ? 0 : rules.minimum | (minimum.isOpen ? rules.above : 0)) |
      (maximum === null ? 0 : rules.maximum | (maximum.isOpen ? rules.below : 0)) |
      (decimals === null ? 0 : rules.decimals)
    );
  }

  #listRules(at: number, list: ListRules | null, isFree: boolean): number {
    const items = list === null ? this.#anythingAt(isFree) : this.#value(list.items, isFree);
    this.#word(at + value.items, items);
    if (list === null || list.count === null) return 0;
    this.#span(at, list.count);
    return rules.items;
  }

  #span(at: number, { least, most }: Span): void {
    this.#word(at + value.least, least);
    this.#word(at + value.most, Math.min(most, mostLength));
  }

  #texts(texts: readonly string[]): number {
    const at = this.#take(8 + texts.length * 8);
    this.#word(at, texts.length);
    for (const [index, text] of texts.entries()) this.#text(at + 8 + index * 8, text);
    return at;
  }

  /** A text with its closing quote, and behind it which bytes of its last piece count. */
  #text(at: number, text: string): void {
    const bytes = Buffer.from(`${text}"`);
    const pieces = Math.ceil(bytes.length / piece);
    const place = this.#take((pieces + 1) * piece);
    const own = new Uint8Array(this.#view.buffer);
    own.set(bytes, place);
    const counted = bytes.length - (pieces - 1) * piece;
    own.fill(0xff, place + pieces * piece, place + pieces * piece + counted);
    this.#word(at + entry.text, place);
    this.#word(at + entry.length, bytes.length);
  }

  #word(at: number, word: number): void {
    this.#view.setInt32(at, word, true);
  }

  /** Room for so many bytes, all zero. */
  #take(bytes: number): number {
    const at = this.size;
    this.size += Math.ceil(bytes / 8) * 8;
    if (this.size > this.#view.byteLength) {
      const larger = new Uint8Array(Math.max(this.size, this.#view.byteLength * 2));
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
