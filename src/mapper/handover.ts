import type { LineHead } from "../singer/index.ts";
import type { Ledger } from "./ledger.ts";

/** Bytes to forward, and whether they are exactly one STATE line. */
export interface Part {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly isState: boolean;
  /** The number of the last line in it. */
  readonly lastLine: number;
}

const replacementsSize = 64 * 1024;

/**
 * Hands on what was read as spans of the buffer it lies in, as few as can be. RECORD lines of one stream that follow one
 * another are counted and hashed as one piece.
 */
export class Handover {
  /** When the chunk came. */
  now = 0;
  /** How many lines stand before the place that is just being dealt with. */
  linesBefore = 0;
  readonly #ledger: Ledger;
  readonly #forward: (part: Part) => void;
  #bytes: Buffer = Buffer.alloc(0);
  /** Everything before it in the buffer was handed on or withheld. */
  #handed = 0;
  #run: LineHead | null = null;
  #runStart = 0;
  #runCount = 0;
  #replacements: Buffer = Buffer.alloc(0);
  #replaced = 0;

  constructor(ledger: Ledger, forward: (part: Part) => void) {
    this.#ledger = ledger;
    this.#forward = forward;
  }

  /** What comes next lies in this buffer, from here on. */
  look(bytes: Buffer, start: number, now: number): void {
    this.#bytes = bytes;
    this.#handed = start;
    this.now = now;
  }

  /** Takes lines with this head into the run of records under way, where they belong to it. */
  continues(head: LineHead, lines = 1): boolean {
    if (head !== this.#run) return false;
    this.#runCount += lines;
    return true;
  }

  beginRun(head: LineHead, start: number, lines = 1): void {
    this.#run = head;
    this.#runStart = start;
    this.#runCount = lines;
  }

  endRun(at: number): void {
    if (this.#run?.stream == null) return;
    const run = { bytes: this.#bytes, start: this.#runStart, end: at };
    this.#ledger.add(this.#run.stream, run, this.#runCount, this.linesBefore, this.now);
    this.#run = null;
  }

  /** Hands on what stands before `to`. */
  upTo(to: number, isState = false): void {
    const start = this.#handed;
    if (to <= start) return;
    this.#forward({ bytes: this.#bytes, start, end: to, isState, lastLine: this.linesBefore });
    this.#handed = to;
  }

  /** Hands on what stands before `start`, and leaves out what stands between. */
  skip(start: number, next: number): void {
    this.endRun(start);
    this.upTo(start);
    this.#handed = next;
  }

  /** Hands on other bytes than those that came. Replacements that follow one another lie in one piece again. */
  replace(head: LineHead, start: number, next: number, bytes: Buffer): void {
    this.skip(start, next);
    if (this.#replaced + bytes.length > this.#replacements.length) {
      this.#replacements = Buffer.allocUnsafeSlow(Math.max(replacementsSize, bytes.length));
      this.#replaced = 0;
    }
    const part = { bytes: this.#replacements, start: this.#replaced, end: this.#replaced + bytes.length };
    bytes.copy(part.bytes, part.start);
    this.#replaced = part.end;
    const line = this.linesBefore + 1;
    this.#forward({ ...part, isState: false, lastLine: line });
    if (head.kind === "RECORD" && head.stream !== null)
      this.#ledger.add(head.stream, part, 1, line, this.now);
  }

  /** Hands on a line that came earlier. */
  insert(line: Buffer, isState = false): void {
    const lastLine = this.linesBefore;
    this.#forward({ bytes: line, start: 0, end: line.length, isState, lastLine });
  }
}
