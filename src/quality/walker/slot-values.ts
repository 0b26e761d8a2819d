import type { Json } from "../../lib/canonical-json.ts";
import { standIn } from "../exact/parse-exact.ts";
import { kinds, slot as place } from "./layout.ts";
import type { Walker } from "./walker.ts";

/** What `toString("latin1")` calls; a call for each text is worth sparing. */
interface SliceableBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
}

/** The slots of one line, by their number; a missing one is below zero. */
export class SlotValues {
  readonly #walker: Walker;
  #bytes: SliceableBuffer = Buffer.alloc(0) as SliceableBuffer;
  #first = 0;

  constructor(walker: Walker) {
    this.#walker = walker;
  }

  /** Looks at the slots of a line that the walker took out of these bytes. */
  look(bytes: Buffer, line: number, slots: number): void {
    this.#bytes = bytes as SliceableBuffer;
    this.#first = line * slots;
  }

  kind(slot: number): number {
    return slot < 0
      ? kinds.missing
      : (this.#walker.words[(this.#first + slot) * place.words + place.kind] as number);
  }

  number(slot: number): number {
    return this.#walker.numbers[(this.#first + slot) * place.doubles] as number;
  }

  /** Of a plain text. */
  length(slot: number): number {
    const at = (this.#first + slot) * place.words;
    const { words } = this.#walker;
    return (words[at + place.end] as number) - (words[at + place.start] as number);
  }

  /** As `hashText` and `hashNumber` have it; of measured values only, and not of texts that are not plain. */
  hash(slot: number): number {
    return this.#walker.words[(this.#first + slot) * place.words + place.hash] as number;
  }

  /** The value itself, as `JSON.parse` gives it; `undefined` for a missing one. */
  value(slot: number): Json | undefined {
    switch (this.kind(slot)) {
      case kinds.integer:
      case kinds.fraction:
        return this.number(slot);
      case kinds.plain:
        return this.#bytes.latin1Slice(this.#start(slot), this.#end(slot));
      case kinds.null:
        return null;
      case kinds.false:
        return false;
      case kinds.true:
        return true;
      case kinds.missing:
        return undefined;
      case kinds.long:
        return this.#long(slot);
      case kinds.written:
        return JSON.parse(this.#bytes.toString("utf8", this.#start(slot) - 1, this.#end(slot) + 1)) as Json;
      default:
        return JSON.parse(this.#bytes.toString("utf8", this.#start(slot), this.#end(slot))) as Json;
    }
  }

  /** As records are read that hold such a number. */
  #long(slot: number): number {
    const text = this.#bytes.toString("latin1", this.#start(slot), this.#end(slot));
    return standIn(text, Number(text));
  }

  #start(slot: number): number {
    return this.#walker.placeOf(
      this.#walker.words[(this.#first + slot) * place.words + place.start] as number,
    );
  }

  #end(slot: number): number {
    return this.#walker.placeOf(this.#walker.words[(this.#first + slot) * place.words + place.end] as number);
  }
}
