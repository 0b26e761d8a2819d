import { messageOf } from "../lib/errors.ts";
import type { Segment } from "../model/mapper-block.ts";
import type { LineHead } from "../singer/index.ts";
import type {
  Doubt,
  FailDecision,
  InspectedLine,
  InspectedLines,
  Inspector,
  InspectorControls,
  LineDecision,
  StateDecision,
  TakenLines,
} from "./inspector.ts";

/**
 * Keeps a fault of the checking side away from the pipe: from then on lines are only copied, and counted as uninspected.
 * Rows of a stream that depend on the checks must not pass unseen, so there the run fails.
 */
export class GuardedInspector implements Inspector {
  readonly holdsState: boolean;
  readonly #inspector: Inspector;
  readonly #onFault: (reason: string) => void;
  #fault: string | null = null;

  constructor(inspector: Inspector, onFault: (reason: string) => void) {
    this.#inspector = inspector;
    this.#onFault = onFault;
    this.holdsState = inspector.holdsState;
  }

  gates(stream: string | null): boolean {
    try {
      return this.#inspector.gates(stream);
    } catch {
      // It can't even say that: better to fail a run than to let a row pass that somebody wanted held.
      return true;
    }
  }

  start(controls: InspectorControls): void {
    try {
      this.#inspector.start(controls);
    } catch (thrown) {
      this.#break("the checks failed at the start", thrown);
    }
  }

  reads(head: LineHead): boolean {
    if (this.#fault !== null || this.#inspector.reads === undefined) return false;
    try {
      return this.#inspector.reads(head);
    } catch {
      // It will say what is wrong when it is asked about the line.
      return false;
    }
  }

  forgetBytes(): void {
    this.#inspector.forgetBytes?.();
  }

  onLines(lines: InspectedLines): TakenLines | null {
    if (this.#fault !== null || this.#inspector.onLines === undefined) return null;
    try {
      return this.#inspector.onLines(lines);
    } catch (thrown) {
      this.#break(`the checks failed at or behind line ${lines.number}`, thrown);
      return null;
    }
  }

  onLine(line: InspectedLine): LineDecision | Doubt {
    if (this.#fault === null)
      try {
        return this.#inspector.onLine(line);
      } catch (thrown) {
        this.#break(`the checks failed at line ${line.number}`, thrown);
      }
    // What the line really is decides whether it may pass unseen.
    return line.isPresumed ? "doubt" : this.#unseen(line.head);
  }

  onLongLine(head: LineHead, number: number): "uninspected" | FailDecision {
    if (this.#fault === null)
      try {
        return this.#inspector.onLongLine(head, number);
      } catch (thrown) {
        this.#break(`the checks failed at line ${number}`, thrown);
      }
    return this.#unseen(head);
  }

  onState(line: InspectedLine, segments: readonly Segment[]): StateDecision {
    if (this.#fault === null)
      try {
        return this.#inspector.onState(line, segments);
      } catch (thrown) {
        this.#break(`the checks failed at line ${line.number}`, thrown);
      }
    return this.holdsState ? this.#failure() : "forward";
  }

  onEnd(isComplete: boolean): FailDecision | null {
    if (this.#fault === null)
      try {
        return this.#inspector.onEnd(isComplete);
      } catch (thrown) {
        this.#break("the checks failed at the end", thrown);
      }
    return this.holdsState ? this.#failure() : null;
  }

  #unseen(head: LineHead): "uninspected" | FailDecision {
    return this.gates(head.stream) ? this.#failure() : "uninspected";
  }

  #failure(): FailDecision {
    return { action: "fail", reason: this.#fault ?? "the checks failed" };
  }

  #break(where: string, thrown: unknown): void {
    this.#fault = `${where}: ${messageOf(thrown)}`;
    this.#onFault(this.#fault);
  }
}
