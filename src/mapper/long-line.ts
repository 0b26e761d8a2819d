import type { LineHead } from "../singer/index.ts";
import type { Ledger } from "./ledger.ts";

const closeBrace = 0x7d;

/** A line that is passed on before its end came: counted and hashed, but not looked into. */
export class LongLine {
  readonly #ledger: Ledger;
  readonly #stream: string | null;
  readonly #kind: LineHead["kind"];
  readonly #number: number;
  #isFirst = true;
  #lastByte = 0;

  constructor(ledger: Ledger, head: LineHead, number: number) {
    this.#ledger = ledger;
    this.#number = number;
    this.#stream = head.stream;
    this.#kind = head.kind;
  }

  pass(bytes: Buffer, start: number, end: number, now: number): void {
    if (end > start) this.#lastByte = bytes[end - 1] ?? 0;
    if (this.#stream === null) return;
    if (this.#kind === "RECORD")
      this.#ledger.add(this.#stream, { bytes, start, end }, this.#isFirst ? 1 : 0, this.#number, now);
    if (this.#isFirst) this.#ledger.touch(this.#stream, now).uninspected++;
    if (this.#isFirst && this.#kind === "SCHEMA") this.#ledger.touch(this.#stream, now).schemas++;
    if (this.#isFirst && this.#kind === "BATCH") this.#ledger.touch(this.#stream, now).batches++;
    this.#isFirst = false;
  }

  /** Whether the last byte could be the end of a message. */
  get mayBeWhole(): boolean {
    return this.#lastByte === closeBrace;
  }
}
