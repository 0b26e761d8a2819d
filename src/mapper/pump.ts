import type { Segment } from "../model/mapper-block.ts";
import {
  ChunkText,
  HeadScanner,
  isWholeJson,
  LineBuffer,
  type LineHead,
  readKeyProperties,
} from "../singer/index.ts";
import { Handover, type Part } from "./handover.ts";
import type { Inspector } from "./inspector.ts";
import type { Ledger } from "./ledger.ts";
import { LongLine } from "./long-line.ts";
import { maybeState } from "./maybe-state.ts";
import type { Quarantine } from "./ports.ts";
import { Verdicts } from "./verdicts.ts";

export interface PumpOptions {
  readonly ledger: Ledger;
  /** Where a buffer's bytes go; they may leave when what the ticket stands for is durable. */
  readonly forward: (part: Part) => void;
  readonly holds: (bytes: Buffer) => boolean;
  /** A STATE comes next that closed these segments. Answers whether its line has to be handed on by itself. */
  readonly onState: (segments: readonly Segment[]) => boolean;
  readonly onFail: (reason: string) => void;
  /** A SCHEMA said what a stream's key is. */
  readonly onKeyProperties: (stream: string, fields: readonly string[]) => void;
  /** Something about a line that people should know. */
  readonly onFlaw: (flaw: string, lineNumber: number) => void;
  readonly quarantine: Quarantine;
  readonly garbage: "pass" | "quarantine";
  readonly inspectLimit: number;
  readonly now: () => number;
  /** The checking side; `null` for none. */
  readonly inspector: Inspector | null;
}

/**
 * Chunks in; out come spans of the same bytes to forward, counts in the ledger, and a call for each STATE before its bytes
 * are handed on. RECORD lines of one stream that follow one another are counted and hashed as one piece.
 */
export class Pump {
  lines = 0;
  bytesIn = 0;
  statesIn = 0;
  statesForwarded = 0;
  /** Of those handed on, the ones that had to stay behind after all. */
  statesWithheld = 0;
  readonly #options: PumpOptions;
  readonly #buffer: LineBuffer;
  readonly #scanner = new HeadScanner();
  readonly #text = new ChunkText();
  readonly #handover: Handover;
  readonly #verdicts: Verdicts | null;
  #long: LongLine | null = null;
  #isDiscarding = false;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#buffer = new LineBuffer(options.holds);
    this.#handover = new Handover(options.ledger, options.forward);
    const { ledger, inspector, quarantine } = options;
    const [handover, text] = [this.#handover, this.#text];
    const onFail = (reason: string): void => this.#fail(reason);
    this.#verdicts = inspector && new Verdicts({ inspector, ledger, handover, text, quarantine, onFail });
  }

  space(): Uint8Array {
    return this.#buffer.space();
  }

  /** Takes so many bytes that were written into the space. */
  onBytes(count: number): void {
    const buffer = this.#buffer;
    const searched = buffer.end;
    buffer.filled(count);
    this.bytesIn += count;
    if (this.#isDiscarding) {
      buffer.start = buffer.end;
      return;
    }
    this.#handover.look(buffer.bytes, buffer.start, this.#options.now());
    if (this.#long === null || this.#passLong()) this.#takeLines(Math.max(searched, buffer.start));
    if (this.#isDiscarding) return;
    if (buffer.end - buffer.start >= this.#options.inspectLimit) this.#beginLong();
    if (this.#isDiscarding) return;
    this.#handover.upTo(buffer.start);
    this.#options.ledger.settle();
  }

  /** The end of the input. Answers the torn last line, which is not forwarded, or `null`. */
  onEnd(): Buffer | null {
    const { bytes, start, end } = this.#buffer;
    if (this.#isDiscarding || this.#long !== null || start === end) return null;
    if (!isWholeJson(bytes, start, end)) return Buffer.from(bytes.subarray(start, end));
    this.#handover.look(bytes, start, this.#options.now());
    this.#text.look(bytes, start, end);
    this.#takeLine(bytes, start, end, end);
    if (this.#isDiscarding) return null;
    this.#handover.linesBefore = this.lines;
    this.#handover.endRun(end);
    this.#handover.upTo(end);
    this.#buffer.start = end;
    this.#options.ledger.settle();
    return null;
  }

  /**
   * Nothing more comes, after `onEnd`: the checking side's last word. The STATE that was held back is handed on only where
   * all of the input was seen.
   */
  conclude(isComplete: boolean): void {
    const state = this.#verdicts?.end(isComplete && !this.#isDiscarding) ?? null;
    if (state === null) return;
    this.#options.onState([]);
    this.statesForwarded++;
    this.#handover.insert(state, true);
  }

  /** Whether the input ended inside a line that was too long to wait for, and that surely isn't whole. */
  get endedInsideLongLine(): boolean {
    return this.#long !== null && !this.#long.mayBeWhole;
  }

  /** From now on nothing is forwarded or counted but bytes. */
  discard(): void {
    this.#isDiscarding = true;
    this.#buffer.start = this.#buffer.end;
  }

  /** Passes the rest of an overlong line; whether its end has come. */
  #passLong(): boolean {
    const { bytes, start, end } = this.#buffer;
    const newline = this.#buffer.newline(start);
    const to = newline === -1 ? end : newline + 1;
    this.#long?.pass(bytes, start, to, this.#handover.now);
    this.#buffer.start = to;
    if (newline === -1) return false;
    this.lines++;
    this.#handover.linesBefore = this.lines;
    this.#long = null;
    return true;
  }

  #beginLong(): void {
    const { bytes, start, end } = this.#buffer;
    const head = this.#scanner.glance(bytes, start, end);
    if (this.#verdicts?.passesLong(head, this.lines + 1, start) === false) return;
    if (maybeState(head, bytes, start, end)) this.#options.onState(this.#closeSegments(start, null));
    if (head.kind === "STATE") {
      this.statesIn++;
      this.statesForwarded++;
    }
    this.#options.onFlaw("a line beyond inspect_limit, passed on uninspected", this.lines + 1);
    this.#long = new LongLine(this.#options.ledger, head, this.lines + 1);
    this.#long.pass(bytes, start, end, this.#handover.now);
    this.#buffer.start = end;
  }

  #takeLines(from: number): void {
    const { bytes, end } = this.#buffer;
    const view = bytes.subarray(0, end);
    let at = this.#buffer.start;
    this.#text.look(bytes, at, end);
    this.#verdicts?.forgetBytes();
    for (;;) {
      at = this.#takeLinesTogether(bytes, at, end);
      const newline = view.indexOf(10, Math.max(at, from));
      if (newline === -1) break;
      this.#takeLine(bytes, at, newline, newline + 1);
      if (this.#isDiscarding) return;
      at = newline + 1;
    }
    this.#handover.linesBefore = this.lines;
    this.#handover.endRun(at);
    this.#buffer.start = at;
  }

  /** Takes lines that the checks let pass without being asked about each. Answers where the next one begins. */
  #takeLinesTogether(bytes: Buffer, start: number, end: number): number {
    let at = start;
    for (;;) {
      const next = this.#takeLinesOfOne(bytes, at, end);
      if (next === at) return at;
      at = next;
    }
  }

  /** The same for lines of one stream. */
  #takeLinesOfOne(bytes: Buffer, start: number, end: number): number {
    const verdicts = this.#verdicts;
    const head = verdicts && this.#scanner.promise(bytes, start, end);
    const taken = verdicts && head && verdicts.passesLines(head, this.lines + 1, bytes, [start, end]);
    if (taken === null || head === null || taken.count === 0) return start;
    if (!this.#handover.continues(head, taken.count)) {
      this.#handover.linesBefore = this.lines;
      this.#handover.endRun(start);
      this.#handover.beginRun(head, start, taken.count);
    }
    this.lines += taken.count;
    return taken.next;
  }

  /** One line `[start, end)`; the next one begins at `next`. */
  #takeLine(bytes: Buffer, start: number, end: number, next: number): void {
    this.lines++;
    const head =
      this.#verdicts === null
        ? this.#scanner.scan(bytes, start, end)
        : this.#checked(this.#verdicts, bytes, start, end, next);
    if (head === null) return;
    if (this.#handover.continues(head)) return;
    this.#handover.linesBefore = this.lines - 1;
    this.#handover.endRun(start);
    if (head.kind === "RECORD" && head.stream !== null) this.#handover.beginRun(head, start);
    else this.#takeOther(head, start, end, next);
    if (head.flaw !== null) this.#options.onFlaw(head.flaw, this.lines);
  }

  /** What a line is, where the checks let it go the usual way; `null` where it was dealt with. */
  #checked(verdicts: Verdicts, bytes: Buffer, start: number, end: number, next: number): LineHead | null {
    this.#handover.linesBefore = this.lines - 1;
    const presumed = this.#scanner.presume(bytes, start, end);
    if (presumed !== null && verdicts.reads(presumed)) {
      const passes = verdicts.passesPresumed(presumed, this.lines, bytes, [start, end, next]);
      if (passes !== null) return passes ? presumed : null;
    }
    const head = this.#scanner.scan(bytes, start, end);
    const passes = head.kind === "STATE" || verdicts.passes(head, this.lines, bytes, start, end, next);
    return passes ? head : null;
  }

  #takeOther(head: LineHead, start: number, end: number, next: number): void {
    const { bytes } = this.#buffer;
    const { ledger } = this.#options;
    if (head.kind === "STATE") this.statesIn++;
    if (head.kind === "BATCH" && head.stream !== null)
      ledger.touch(head.stream, this.#handover.now).batches++;
    if (head.kind === "SCHEMA" && head.stream !== null) {
      ledger.touch(head.stream, this.#handover.now).schemas++;
      this.#options.onKeyProperties(head.stream, readKeyProperties(bytes, start, end) ?? []);
    }
    if (head.kind === "GARBAGE" && this.#options.garbage === "quarantine") {
      this.#setAside(head, start, next);
      return;
    }
    if (maybeState(head, bytes, start, end)) this.#takeState(head, start, end, next);
  }

  /** A STATE, or what a target could take for one: what is behind it waits for the segments that it closes. */
  #takeState(head: LineHead, start: number, end: number, next: number): void {
    const { bytes } = this.#buffer;
    const segments = this.#closeSegments(start, bytes.subarray(start, next));
    const place = [start, end, next] as const;
    const passes = this.#verdicts?.passesState(head, this.lines, bytes, place, segments) ?? true;
    const isApart = this.#options.onState(segments);
    if (!passes) return;
    if (head.kind === "STATE") this.statesForwarded++;
    this.#handover.linesBefore = this.lines;
    if (isApart) this.#handover.upTo(next, true);
  }

  /** Hands on what stands before a STATE, and closes its segments. */
  #closeSegments(start: number, line: Buffer | null): Segment[] {
    const segments = this.#options.ledger.closeSegments("state", line, this.#handover.now);
    this.#handover.upTo(start);
    return segments;
  }

  /** Puts garbage aside instead of forwarding it; where that is impossible the run fails. */
  #setAside(head: LineHead, start: number, next: number): void {
    const line = this.#buffer.bytes.subarray(start, next);
    const reason = head.flaw ?? "garbage";
    const entry = { reason, check: "garbage", key: null, stream: head.stream, line, number: this.lines };
    this.#handover.skip(start, next);
    if (!this.#options.quarantine.keep(entry)) this.#fail("a line to be quarantined could not be kept");
  }

  #fail(reason: string): void {
    this.discard();
    this.#options.onFail(reason);
  }
}
