import type { Fact, FactRecorder, Recorded } from "../model/fact.ts";
import type { Segment } from "../model/mapper-block.ts";
import type { Quarantine } from "./ports.ts";

export interface AuditGateOptions {
  readonly recorder: FactRecorder;
  readonly blockId: string;
  readonly runId: string;
  /** A STATE whose segments can be written nowhere flows uncovered, or is held back. */
  readonly onUnavailable: "continue" | "hold";
  /** What was set aside before a STATE has to be durable before it leaves, too. */
  readonly quarantine: Pick<Quarantine, "isSettled" | "settle">;
  readonly events: AuditGateEvents;
}

export interface AuditGateEvents {
  /** Bytes with a ticket up to this one may leave. */
  onRelease(ticket: number): void;
  /** The same, but its STATEs must not: their segments are durable nowhere. */
  onWithhold(ticket: number): void;
  /** So many records flow under a STATE without an audit entry. */
  onUncovered(records: number): void;
  /** A write is over, and the next one may begin. */
  onSettled(): void;
  /** Rows that were set aside could not be kept after all: no STATE behind them may leave. */
  onUnkept(): void;
}

/** Segments written together; a STATE over ten thousand streams takes several writes, so that none grows huge. */
const segmentsPerFact = 2000;
/** Segments kept for another try while nothing can be written; with more, no STATE can be let through any more. */
const mostOwed = 50_000;

/**
 * Audit before acknowledge: a STATE gets a ticket that is released when the segments it closes are durable. All that come
 * while a write is under way share the next one. Held back, segments are owed: the next STATE needs them too.
 */
export class AuditGate {
  /** Whether the last STATE was held back: the bookmark is behind what was loaded. */
  isBehind = false;
  readonly #options: AuditGateOptions;
  #collected: Segment[] = [];
  #hasCollected = false;
  #collecting = 1;
  #inFlight: { readonly ticket: number; readonly segments: readonly Segment[] } | null = null;
  #owed: readonly Segment[] = [];
  #isGivenUp = false;
  #released = 0;

  constructor(options: AuditGateOptions) {
    this.#options = options;
  }

  /** The ticket of bytes that come now. */
  get ticket(): number {
    return this.#hasCollected ? this.#collecting : (this.#inFlight?.ticket ?? this.#released);
  }

  get isWaiting(): boolean {
    return this.ticket > this.#released;
  }

  /** Segments on their way to the store, or waiting to go there. */
  get waitingSegments(): number {
    return this.#collected.length + (this.#inFlight?.segments.length ?? 0);
  }

  /** Segments that could be written nowhere so far. */
  get owed(): readonly Segment[] {
    return this.#owed;
  }

  /**
   * Takes the segments a STATE closed. Answers whether the STATE has to wait; then bytes have, from now on, the ticket that
   * waits for them.
   */
  add(segments: readonly Segment[]): boolean {
    if (segments.length === 0 && !this.isBehind && this.#options.quarantine.isSettled) return false;
    for (const segment of segments) this.#collected.push(segment);
    this.#hasCollected = true;
    return true;
  }

  /** Whether there is something to write, and no write is under way. */
  get mayBegin(): boolean {
    return this.#inFlight === null && this.#hasCollected;
  }

  /** Makes what was collected durable, unless a write is under way; then it is next. */
  submit(): void {
    if (!this.mayBegin) return;
    const inFlight = { ticket: this.#collecting, segments: [...this.#owed, ...this.#collected] };
    this.#collecting++;
    this.#collected = [];
    this.#owed = [];
    this.#hasCollected = false;
    this.#inFlight = inFlight;
    void this.#write(inFlight.segments).then((recorded) => this.#settle(recorded, inFlight));
  }

  async #write(segments: readonly Segment[]): Promise<Recorded | "unkept"> {
    const { quarantine } = this.#options;
    if (!quarantine.isSettled && !(await quarantine.settle())) return "unkept";
    if (this.#isGivenUp) return "lost";
    const { recorder } = this.#options;
    for (const fact of segmentFacts(this.#options, segments))
      if ((await recorder.record([fact])) === "lost") return "lost";
    return "stored";
  }

  #settle(
    recorded: Recorded | "unkept",
    { ticket, segments }: { ticket: number; segments: readonly Segment[] },
  ): void {
    const { onUnavailable, events } = this.#options;
    const isLost = recorded === "lost";
    this.#inFlight = null;
    this.#released = ticket;
    if (recorded === "unkept") {
      this.#owe(segments);
      events.onUnkept();
      events.onSettled();
      events.onWithhold(ticket);
      return;
    }
    this.isBehind = isLost && onUnavailable === "hold";
    if (this.isBehind) this.#owe(segments);
    else if (isLost) events.onUncovered(segments.reduce((sum, { records }) => sum + records, 0));
    events.onSettled();
    if (this.isBehind) events.onWithhold(ticket);
    else events.onRelease(ticket);
  }

  #owe(segments: readonly Segment[]): void {
    this.#isGivenUp ||= segments.length > mostOwed;
    this.#owed = this.#isGivenUp ? [] : segments;
  }
}

/** Segments as facts, not too many in each. */
export function segmentFacts(
  { blockId, runId }: { readonly blockId: string; readonly runId: string },
  segments: readonly Segment[],
): Fact[] {
  const facts: Fact[] = [];
  for (let at = 0; at < segments.length; at += segmentsPerFact)
    facts.push({ kind: "segments", blockId, runId, segments: segments.slice(at, at + segmentsPerFact) });
  return facts;
}
