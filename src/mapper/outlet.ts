import type { Sink } from "./ports.ts";

interface Span {
  readonly bytes: Buffer;
  start: number;
  end: number;
  readonly ticket: number;
  readonly isState: boolean;
}

export interface OutletEvents {
  /** Less waits than before. */
  onProgress(): void;
  /** The other side is gone or refuses; nothing more can be written. */
  onError(error: Error): void;
}

/**
 * What is to be written, in order. A span leaves only when its ticket was released: that is how a STATE, and all behind
 * it, waits for its proof. Bytes are written from where they lie; their buffer must not change meanwhile (`holds`).
 */
export class Outlet {
  bytesOut = 0;
  waitingBytes = 0;
  /** Bytes that were given up: the other side never got them. */
  lostBytes = 0;
  readonly #sink: Sink;
  readonly #events: OutletEvents;
  #queue: Span[] = [];
  #released = 0;
  #isWriting = false;
  #isBroken = false;

  constructor(sink: Sink, events: OutletEvents) {
    this.#sink = sink;
    this.#events = events;
  }

  /** `isState` marks a STATE line that may yet have to stay behind. */
  push(part: { bytes: Buffer; start: number; end: number }, ticket: number, isState = false): void {
    const { bytes, start, end } = part;
    if (start === end || this.#isBroken) return;
    this.waitingBytes += end - start;
    const last = this.#queue.at(-1);
    const isBeingWritten = this.#isWriting && this.#queue.length === 1;
    const continues = last?.bytes === bytes && last.end === start && last.ticket === ticket;
    if (last && continues && !isBeingWritten && !isState && !last.isState) last.end = end;
    else this.#queue.push({ bytes, start, end, ticket, isState });
  }

  /** Lets everything up to this ticket go. */
  release(ticket: number): void {
    this.#released = Math.max(this.#released, ticket);
    this.flush();
  }

  /** Lets everything up to this ticket go but its STATEs, which are taken out. Answers how many those were. */
  withhold(ticket: number): number {
    const isHeld = (span: Span): boolean => span.isState && span.ticket === ticket;
    const held = this.#queue.filter(isHeld);
    this.#queue = this.#queue.filter((span) => !isHeld(span));
    this.waitingBytes -= held.reduce((sum, span) => sum + span.end - span.start, 0);
    this.release(ticket);
    return held.length;
  }

  /** Whether bytes of this buffer still wait. */
  holds(bytes: Buffer): boolean {
    return this.#queue.some((span) => span.bytes === bytes);
  }

  get isIdle(): boolean {
    return this.#queue.length === 0;
  }

  /** What everything waits for: the pipe, a release, or nothing. */
  get waitsFor(): "target" | "release" | null {
    if (this.#isWriting) return "target";
    return this.isIdle ? null : "release";
  }

  flush(): void {
    if (this.#isWriting) return;
    try {
      this.#writeWhatFits();
    } catch (thrown) {
      this.#break(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  /** Gives up what waits, apart from what is just being written. Answers how many bytes that were. */
  discard(): number {
    const kept = this.#isWriting ? this.#queue.slice(0, 1) : [];
    const bytes = this.waitingBytes;
    this.#queue = kept;
    this.waitingBytes = kept.reduce((sum, span) => sum + span.end - span.start, 0);
    this.lostBytes += bytes - this.waitingBytes;
    return bytes - this.waitingBytes;
  }

  #writeWhatFits(): void {
    let span = this.#queue[0];
    while (span !== undefined && span.ticket <= this.#released) {
      const written = this.#sink.tryWrite(span.bytes, span.start, span.end);
      this.#wrote(written);
      span.start += written;
      if (span.start < span.end) {
        this.#writeRest(span);
        return;
      }
      this.#queue.shift();
      span = this.#queue[0];
    }
  }

  #writeRest(span: Span): void {
    this.#isWriting = true;
    const { start, end } = span;
    this.#sink.write(span.bytes, start, end, (error) => {
      this.#isWriting = false;
      if (this.#isBroken) return;
      if (error !== null) {
        this.#break(error);
        return;
      }
      this.#wrote(end - start);
      this.#queue.shift();
      this.flush();
      this.#events.onProgress();
    });
  }

  #wrote(count: number): void {
    this.bytesOut += count;
    this.waitingBytes -= count;
  }

  #break(error: Error): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#queue = [];
    this.lostBytes += this.waitingBytes;
    this.waitingBytes = 0;
    this.#events.onError(error);
  }
}
