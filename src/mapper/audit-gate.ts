import type { Fact, FactRecorder, Recorded } from "../model/fact.ts";
import type { Segment } from "../model/mapper-block.ts";

export interface AuditGateOptions {
  readonly recorder: FactRecorder;
  readonly blockId: string;
  readonly runId: string;
  /** What happens to a STATE whose segments can be written nowhere: it flows uncovered, or it is held until they can. */
  readonly onUnavailable: "continue" | "hold";
  readonly events: AuditGateEvents;
}

export interface AuditGateEvents {
  /** Bytes with a ticket up to this one may leave. */
  onRelease(ticket: number): void;
  /** The segments of so many records are durable nowhere; under `hold` they will be tried again. */
  onLost(records: number): void;
}

const segmentsPerFact = 1000;

/**
 * Audit before acknowledge: a STATE gets a ticket that is released when the segments it closes are durable. All that come
 * while a write is under way share the next one.
 */
export class AuditGate {
  readonly #options: AuditGateOptions;
  #collected: Segment[] = [];
  #collecting = 1;
  #inFlight: { readonly ticket: number; readonly segments: readonly Segment[] } | null = null;
  #isLost = false;
  #released = 0;

  constructor(options: AuditGateOptions) {
    this.#options = options;
  }

  /** The ticket of bytes that come now. */
  get ticket(): number {
    if (this.#collected.length > 0) return this.#collecting;
    return this.#inFlight?.ticket ?? this.#released;
  }

  get isWaiting(): boolean {
    return this.ticket > this.#released;
  }

  /** Takes the segments a STATE closed; from now on bytes have the ticket that waits for them. */
  add(segments: readonly Segment[]): void {
    for (const segment of segments) this.#collected.push(segment);
  }

  /** Makes what was collected durable, unless a write is under way; then it is next. */
  submit(): void {
    if (this.#inFlight !== null || this.#collected.length === 0) return;
    this.#inFlight = { ticket: this.#collecting, segments: this.#collected };
    this.#collecting++;
    this.#collected = [];
    this.#write(this.#inFlight.segments);
  }

  /** Tries again what could be written nowhere. */
  retry(): void {
    if (this.#inFlight !== null && this.#isLost) this.#write(this.#inFlight.segments);
  }

  /** Nobody waits for the answer any more: what is under way counts as lost. */
  giveUp(): void {
    if (this.#inFlight !== null) this.#settle("lost", this.#inFlight.ticket);
  }

  #write(segments: readonly Segment[]): void {
    this.#isLost = false;
    const ticket = this.#inFlight?.ticket ?? 0;
    void this.#options.recorder
      .record(segmentFacts(this.#options, segments))
      .then((recorded) => this.#settle(recorded, ticket));
  }

  #settle(recorded: Recorded, ticket: number): void {
    if (this.#inFlight?.ticket !== ticket) return;
    const { onUnavailable, events } = this.#options;
    if (recorded === "lost") {
      events.onLost(this.#inFlight.segments.reduce((sum, { records }) => sum + records, 0));
      this.#isLost = true;
      if (onUnavailable === "hold") return;
    }
    this.#inFlight = null;
    this.#released = ticket;
    this.submit();
    events.onRelease(ticket);
  }
}

/** Segments as facts, few enough in each that no line of a spool grows huge. */
export function segmentFacts(
  { blockId, runId }: { readonly blockId: string; readonly runId: string },
  segments: readonly Segment[],
): Fact[] {
  const facts: Fact[] = [];
  for (let at = 0; at < segments.length; at += segmentsPerFact)
    facts.push({ kind: "segments", blockId, runId, segments: segments.slice(at, at + segmentsPerFact) });
  return facts;
}
