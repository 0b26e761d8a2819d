import type { Segment } from "../model/mapper-block.ts";
import { HeadScanner, isWholeJson, LineBuffer, type LineHead } from "../singer/index.ts";
import type { Inspector, LineDecision } from "./inspector.ts";
import type { Ledger } from "./ledger.ts";
import { LongLine } from "./long-line.ts";
import { maybeState } from "./maybe-state.ts";
import type { Quarantine } from "./ports.ts";

/** Bytes to forward, and whether they are exactly one STATE line. */
export interface Part {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly isState: boolean;
}

export interface PumpOptions {
  readonly ledger: Ledger;
  /** Where a buffer's bytes go; they may leave when what the ticket stands for is durable. */
  readonly forward: (part: Part) => void;
  readonly holds: (bytes: Buffer) => boolean;
  /** A STATE comes next that closed these segments. Answers whether its line has to be handed on by itself. */
  readonly onState: (segments: readonly Segment[]) => boolean;
  readonly onFail: (reason: string) => void;
  /** Something about a line that people should know. */
  readonly onFlaw: (flaw: string, lineNumber: number) => void;
  readonly quarantine: Quarantine;
  readonly garbage: "pass" | "quarantine";
  readonly inspectLimit: number;
  readonly now: () => number;
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
  inspector: Inspector | null = null;
  readonly #options: PumpOptions;
  readonly #buffer: LineBuffer;
  readonly #scanner = new HeadScanner();
  #now = 0;
  /** Everything before it in the buffer was handed on or withheld. */
  #handed = 0;
  #run: LineHead | null = null;
  #runStart = 0;
  #runCount = 0;
  #long: LongLine | null = null;
  #isDiscarding = false;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#buffer = new LineBuffer(options.holds);
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
    this.#now = this.#options.now();
    this.#handed = buffer.start;
    if (this.#long === null || this.#passLong()) this.#takeLines(Math.max(searched, buffer.start));
    if (this.#isDiscarding) return;
    if (buffer.end - buffer.start >= this.#options.inspectLimit) this.#beginLong();
    this.#handOver(buffer.start);
    this.#options.ledger.settle();
  }

  /** The end of the input. Answers the torn last line, which is not forwarded, or `null`. */
  onEnd(): Buffer | null {
    const { bytes, start, end } = this.#buffer;
    if (this.#isDiscarding || this.#long !== null || start === end) return null;
    if (!isWholeJson(bytes, start, end)) return Buffer.from(bytes.subarray(start, end));
    this.#now = this.#options.now();
    this.#handed = start;
    this.#takeLine(bytes, start, end, end);
    this.#endRun(end);
    this.#handOver(end);
    this.#buffer.start = end;
    this.#options.ledger.settle();
    return null;
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
    this.#long?.pass(bytes, start, to, this.#now);
    this.#buffer.start = to;
    if (newline === -1) return false;
    this.lines++;
    this.#long = null;
    return true;
  }

  #beginLong(): void {
    const { bytes, start, end } = this.#buffer;
    const head = this.#scanner.glance(bytes, start, end);
    if (maybeState(head, bytes, start, end)) this.#beforeState(start, null);
    if (head.kind === "STATE") {
      this.statesIn++;
      this.statesForwarded++;
    }
    this.#options.onFlaw("a line beyond inspect_limit, passed on uninspected", this.lines + 1);
    this.#long = new LongLine(this.#options.ledger, head);
    this.#long.pass(bytes, start, end, this.#now);
    this.#buffer.start = end;
  }

  #takeLines(from: number): void {
    const { bytes, end } = this.#buffer;
    const view = bytes.subarray(0, end);
    let at = this.#buffer.start;
    for (let newline = view.indexOf(10, from); newline !== -1; newline = view.indexOf(10, at)) {
      this.#takeLine(bytes, at, newline, newline + 1);
      if (this.#isDiscarding) return;
      at = newline + 1;
    }
    this.#endRun(at);
    this.#buffer.start = at;
  }

  /** One line `[start, end)`; the next one begins at `next`. */
  #takeLine(bytes: Buffer, start: number, end: number, next: number): void {
    this.lines++;
    const head = this.#scanner.scan(bytes, start, end);
    if (this.inspector !== null && !this.#passes(head, start, end, next)) return;
    if (head === this.#run) {
      this.#runCount++;
      return;
    }
    this.#endRun(start);
    if (head.kind === "RECORD" && head.stream !== null) this.#beginRun(head, start);
    else this.#takeOther(head, start, end, next);
    if (head.flaw !== null) this.#options.onFlaw(head.flaw, this.lines);
  }

  #beginRun(head: LineHead, start: number): void {
    this.#run = head;
    this.#runStart = start;
    this.#runCount = 1;
  }

  #endRun(at: number): void {
    if (this.#run?.stream == null) return;
    const { bytes } = this.#buffer;
    this.#options.ledger.add(this.#run.stream, bytes, this.#runStart, at, this.#runCount, this.#now);
    this.#run = null;
  }

  #takeOther(head: LineHead, start: number, end: number, next: number): void {
    const { bytes } = this.#buffer;
    const { ledger } = this.#options;
    if (head.kind === "STATE") this.statesIn++;
    if (head.kind === "SCHEMA" && head.stream !== null) ledger.touch(head.stream, this.#now).schemas++;
    if (head.kind === "GARBAGE" && this.#options.garbage === "quarantine" && this.#keep(head, start, next))
      return;
    if (head.kind === "STATE") this.statesForwarded++;
    if (!maybeState(head, bytes, start, end)) return;
    if (this.#beforeState(start, bytes.subarray(start, next))) this.#handOver(next, true);
  }

  /** Hands on what stands before a STATE and closes its segments. Whether the STATE has to be handed on by itself. */
  #beforeState(start: number, line: Buffer | null): boolean {
    const segments = this.#options.ledger.closeSegments("state", line, this.#now);
    this.#handOver(start);
    return this.#options.onState(segments);
  }

  /** Whether a line goes the usual way; otherwise it was dealt with. */
  #passes(head: LineHead, start: number, end: number, next: number): boolean {
    const decision = this.#inspect(head, start, end);
    if (decision === "forward") return true;
    this.#endRun(start);
    if (decision.action === "fail") {
      this.#handOver(start);
      this.#options.ledger.settle();
      this.discard();
      this.#options.onFail(decision.reason);
    } else if (decision.action === "drop") this.#withhold(head, start, next, "dropped");
    else if (!this.#keep({ ...head, flaw: decision.reason }, start, next))
      this.#options.onFail("a row to be quarantined could not be kept");
    return false;
  }

  #inspect(head: LineHead, start: number, end: number): LineDecision {
    const { bytes } = this.#buffer;
    return this.inspector?.onLine({ head, number: this.lines, bytes, start, end }) ?? "forward";
  }

  /** Puts a line aside instead of forwarding it; `false` where that was impossible. */
  #keep(head: LineHead, start: number, next: number): boolean {
    const line = this.#buffer.bytes.subarray(start, next);
    const reason = head.flaw ?? "garbage";
    if (!this.#options.quarantine({ reason, stream: head.stream, line })) return false;
    this.#withhold(head, start, next, "quarantined");
    if (head.flaw !== null) this.#options.onFlaw(head.flaw, this.lines);
    return true;
  }

  #withhold(head: LineHead, start: number, next: number, how: "quarantined" | "dropped"): void {
    this.#handOver(start);
    this.#handed = next;
    if (head.kind !== "RECORD" || head.stream === null) return;
    const account = this.#options.ledger.touch(head.stream, this.#now);
    account[how]++;
    account.bytes += next - start;
  }

  #handOver(to: number, isState = false): void {
    const start = this.#handed;
    if (to <= start) return;
    this.#options.forward({ bytes: this.#buffer.bytes, start, end: to, isState });
    this.#handed = to;
  }
}
