import type { Json } from "../lib/canonical-json.ts";
import type { Segment } from "../model/mapper-block.ts";
import type { LineHead } from "../singer/index.ts";

/** A line as the checking side sees it. One object serves all lines: it and its bytes are valid during the call only. */
export interface InspectedLine {
  /** RECORD lines of one stream mostly have the very same head: what belongs to a stream can be found by identity. */
  readonly head: LineHead;
  /** Whether only its first bytes were looked at: a later key may make another message of it. Never so but where `reads`. */
  readonly isPresumed: boolean;
  /** When it came, milliseconds since the epoch. */
  readonly at: number;
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly start: number;
  /** Its newline is not in it. */
  readonly end: number;
  /** Its text. Asked for all lines of a chunk it costs one decoding; bytes that are not UTF-8 become U+FFFD. */
  text(): string;
}

/** Lines of which the first has this head, and the others most likely too. The last may not be whole. */
export interface InspectedLines {
  readonly head: LineHead;
  readonly at: number;
  /** The number of the first one. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The text of bytes that lie there. */
  text(start: number, end: number): string;
}

/** How many lines were taken, and where the next one begins. One object serves all. */
export interface TakenLines {
  readonly count: number;
  readonly next: number;
}

/** Ends the run: this line and all behind it stay behind, and the exit code is not 0. */
export interface FailDecision {
  readonly action: "fail";
  readonly reason: string;
}

/**
 * What happens to a line: it flows (looked into or not), it is set aside, it vanishes, other bytes take its place (with
 * their newline), it waits until its stream's lines are released, or it ends the run.
 */
export type LineDecision =
  | "forward"
  | "uninspected"
  | { readonly action: "drop"; readonly reason: string }
  | {
      readonly action: "quarantine";
      readonly reason: string;
      /** The check's name. */
      readonly check: string;
      /** The values of the record's key; `null` where they aren't known. */
      readonly key: Json;
    }
  | { readonly action: "mask"; readonly bytes: Buffer }
  | { readonly action: "hold" }
  | FailDecision;

/** What happens to a STATE. One that is held is forwarded at a good end, unless a later one takes its place. */
export type StateDecision = "forward" | "hold" | FailDecision;

/** What the checking side may ask of the driver. */
export interface InspectorControls {
  /** Lets the lines of a stream that were held go: before the line being looked at, or at the end. */
  releaseHeld(stream: string): void;
}

/** An answer to a line with a presumed head that is not what it read, or that it can't read: it is asked once more. */
export type Doubt = "doubt";

/** The checking side. It may throw: then bytes are only copied from there on, or the run fails where it gates. */
export interface Inspector {
  /** Whether STATEs may be held back: then a STATE it can't decide on may not pass. */
  readonly holdsState: boolean;
  /** Whether rows of this stream depend on it (mask, drop, quarantine, fail): then a row it can't look at may not pass. */
  gates(stream: string | null): boolean;
  /** Called once, before the first line. */
  start(controls: InspectorControls): void;
  /** Whether it parses RECORDs with this head, and compares what it read with heads that are only presumed. */
  reads?(head: LineHead): boolean;
  /** Other bytes lie now where lines lay. */
  forgetBytes?(): void;
  /**
   * Takes RECORD lines with this head that lie one behind the other and may flow, as far as it needn't read them one by
   * one. `null` where the first is none of those; what comes after them is asked line by line.
   */
  onLines?(lines: InspectedLines): TakenLines | null;
  /** Each line but STATEs, in order. */
  onLine(line: InspectedLine): LineDecision | Doubt;
  /** A line beyond `inspect_limit` begins; all there is of it is its head. */
  onLongLine(head: LineHead, number: number): "uninspected" | FailDecision;
  /** A STATE that closed these segments, before it leaves. Lines a target could take for a STATE come here too. */
  onState(line: InspectedLine, segments: readonly Segment[]): StateDecision;
  /**
   * There is no more, called once. `isComplete`: the input came to its end and all of it could be looked at; then the STATE
   * that was held leaves after this. Answers why the run fails, or `null`.
   */
  onEnd(isComplete: boolean): FailDecision | null;
}
