import type { Segment } from "../model/mapper-block.ts";
import type { ChunkText, LineHead } from "../singer/index.ts";
import type { Handover } from "./handover.ts";
import { HeldLines } from "./held-lines.ts";
import type { InspectedLine, InspectedLines, Inspector, LineDecision, TakenLines } from "./inspector.ts";
import type { Ledger } from "./ledger.ts";
import type { Quarantine } from "./ports.ts";

export interface VerdictsOptions {
  readonly inspector: Inspector;
  readonly ledger: Ledger;
  readonly handover: Handover;
  readonly text: ChunkText;
  readonly quarantine: Quarantine;
  /** Nothing more may be forwarded. */
  readonly onFail: (reason: string) => void;
}

/** Asks the checking side about each line and does what it says. */
export class Verdicts {
  readonly #options: VerdictsOptions;
  readonly #held = new HeldLines();
  readonly #line: LineInHand;
  readonly #lines: LinesInHand;

  constructor(options: VerdictsOptions) {
    this.#options = options;
    this.#line = new LineInHand(options.text);
    this.#lines = new LinesInHand(options.text);
    options.inspector.start({ releaseHeld: (stream) => this.#held.release(stream) });
  }

  /** Other bytes lie now where lines lay. */
  forgetBytes(): void {
    this.#options.inspector.forgetBytes?.();
  }

  /** Lets lines pass that begin like this one, the first with this number, as far as they needn't be looked at one by one. */
  passesLines(
    head: LineHead,
    number: number,
    bytes: Buffer,
    [start, end]: readonly [number, number],
  ): TakenLines | null {
    const { inspector, handover } = this.#options;
    this.#lines.at = handover.now;
    return inspector.onLines?.(this.#lines.set(head, number, bytes, start, end)) ?? null;
  }

  /** Whether the first bytes of a RECORD are enough for now, since its values are parsed anyway. */
  reads(head: LineHead): boolean {
    return this.#options.inspector.reads?.(head) ?? false;
  }

  /** `passes` for a line of which only the first bytes were looked at; `null` where it may be something else. */
  passesPresumed(
    head: LineHead,
    number: number,
    bytes: Buffer,
    [start, end, next]: readonly [number, number, number],
  ): boolean | null {
    const { inspector, handover } = this.#options;
    const line = this.#line.set(head, number, bytes, start, end);
    line.isPresumed = true;
    line.at = handover.now;
    const decision = inspector.onLine(line);
    return decision === "doubt" ? null : this.#passes(decision, head, bytes, start, next);
  }

  /** Whether a line goes the usual way; otherwise it was dealt with. `next` is where the next line begins. */
  passes(head: LineHead, number: number, bytes: Buffer, start: number, end: number, next: number): boolean {
    const { inspector, handover } = this.#options;
    const line = this.#line.set(head, number, bytes, start, end);
    line.at = handover.now;
    const decision = inspector.onLine(line);
    if (decision === "doubt") return this.#fail(`the checks can't tell what line ${number} is`, start);
    return this.#passes(decision, head, bytes, start, next);
  }

  #passes(decision: LineDecision, head: LineHead, bytes: Buffer, start: number, next: number): boolean {
    if (this.#held.hasReleased) this.#release(start);
    if (decision === "forward") return true;
    if (decision === "uninspected") this.#countUninspected(head);
    else this.#act(decision, head, bytes, start, next);
    return decision === "uninspected";
  }

  /** Whether a line too long to be looked into may pass. */
  passesLong(head: LineHead, number: number, start: number): boolean {
    const { inspector } = this.#options;
    const decision = inspector.onLongLine(head, number);
    if (decision !== "uninspected") return this.#fail(decision.reason, start);
    if (head.kind !== "STATE") return true;
    if (inspector.holdsState) return this.#fail("a STATE beyond inspect_limit can't be held back", start);
    this.#held.state = null;
    return true;
  }

  /** Whether a STATE may leave now. */
  passesState(
    head: LineHead,
    number: number,
    bytes: Buffer,
    [start, end, next]: readonly [number, number, number],
    segments: readonly Segment[],
  ): boolean {
    const line = this.#line.set(head, number, bytes, start, end);
    const decision = this.#options.inspector.onState(line, segments);
    if (this.#held.hasReleased) this.#release(start);
    if (decision === "hold") {
      this.#options.handover.skip(start, next);
      this.#held.state = Buffer.from(bytes.subarray(start, next));
      return false;
    }
    if (decision !== "forward") return this.#fail(decision.reason, start);
    this.#held.state = null;
    return true;
  }

  /** There is no more. Hands on lines that are released, and answers the STATE that was held and may leave now. */
  end(isComplete: boolean): Buffer | null {
    const decision = this.#options.inspector.onEnd(isComplete);
    if (!isComplete) return null;
    if (this.#held.hasReleased) this.#release(null);
    if (decision !== null) {
      this.#options.onFail(decision.reason);
      return null;
    }
    const [stream] = this.#held.streams;
    if (stream === undefined) return this.#held.state;
    this.#options.onFail(`a line of the stream ${stream} was held back and never released`);
    return null;
  }

  #act(
    decision: Exclude<LineDecision, string>,
    head: LineHead,
    bytes: Buffer,
    start: number,
    next: number,
  ): void {
    const { handover } = this.#options;
    if (decision.action === "fail") this.#fail(decision.reason, start);
    else if (decision.action === "mask") handover.replace(head, start, next, decision.bytes);
    else if (decision.action === "hold") this.#hold(head, bytes, start, next);
    else if (decision.action === "drop") this.#withhold(head, start, next, "dropped");
    else {
      const { check, key, reason } = decision;
      const isKept = this.#options.quarantine.keep({
        ...{ reason, check, key, stream: head.stream, line: bytes.subarray(start, next) },
        number: this.#line.number,
      });
      if (isKept) this.#withhold(head, start, next, "quarantined");
      else this.#fail("a row to be quarantined could not be kept", start);
    }
  }

  #hold(head: LineHead, bytes: Buffer, start: number, next: number): void {
    const isKept =
      head.kind === "ACTIVATE_VERSION" &&
      head.stream !== null &&
      this.#held.hold(head.stream, bytes.subarray(start, next));
    if (isKept) this.#options.handover.skip(start, next);
    else this.#fail("a line could not be held back", start);
  }

  #withhold(head: LineHead, start: number, next: number, how: "quarantined" | "dropped"): void {
    const { handover, ledger } = this.#options;
    handover.skip(start, next);
    if (head.kind !== "RECORD" || head.stream === null) return;
    const account = ledger.touch(head.stream, handover.now);
    account[how]++;
    account.bytes += next - start;
  }

  #countUninspected({ kind, stream }: LineHead): void {
    const { handover, ledger } = this.#options;
    if (kind === "RECORD" && stream !== null) ledger.touch(stream, handover.now).uninspected++;
  }

  /** Lets everything before the line go, and nothing else. */
  #fail(reason: string, start: number): false {
    const { handover, ledger, onFail } = this.#options;
    handover.skip(start, start);
    ledger.settle();
    onFail(reason);
    return false;
  }

  #release(start: number | null): void {
    const { handover } = this.#options;
    if (start !== null) handover.skip(start, start);
    for (const line of this.#held.takeReleased()) handover.insert(line);
  }
}

/** Where something stands that is shown to the inspector. One object serves all. */
class InHand {
  head: LineHead = { kind: "BLANK", type: null, stream: null, flaw: null };
  at = 0;
  number = 0;
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  protected readonly chunkText: ChunkText;

  constructor(chunkText: ChunkText) {
    this.chunkText = chunkText;
  }

  set(head: LineHead, number: number, bytes: Buffer, start: number, end: number): this {
    this.head = head;
    this.number = number;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    return this;
  }
}

class LineInHand extends InHand implements InspectedLine {
  isPresumed = false;

  override set(head: LineHead, number: number, bytes: Buffer, start: number, end: number): this {
    this.isPresumed = false;
    return super.set(head, number, bytes, start, end);
  }

  text(): string {
    return this.chunkText.slice(this.start, this.end);
  }
}

class LinesInHand extends InHand implements InspectedLines {
  text(start: number, end: number): string {
    return this.chunkText.slice(start, end);
  }
}
