import type { AuditGate } from "./audit-gate.ts";
import type { Outlet } from "./outlet.ts";
import type { Timing } from "./ports.ts";

/** Commits closer together than this cost more than the STATEs gain by leaving a little earlier. */
const leastMs = 20;
/** Unless so much waits for one. */
const mostWaitingBytes = 4 * 1024 * 1024;
const mostWaitingSegments = 2500;

export interface CommitPaceOptions {
  readonly gate: Pick<AuditGate, "mayBegin" | "waitingSegments" | "submit">;
  readonly outlet: Pick<Outlet, "waitingBytes">;
  readonly timing: Pick<Timing, "elapsed" | "soon">;
}

/**
 * When segments go to the store: at once where nothing else comes just now, and in a stream of bytes not more often than
 * fifty times a second, each time all that came meanwhile.
 */
export class CommitPace {
  readonly #options: CommitPaceOptions;
  #lastAt = Number.NEGATIVE_INFINITY;
  #sawBytes = false;
  #isLooking = false;
  #isOver = false;

  constructor(options: CommitPaceOptions) {
    this.#options = options;
  }

  /** Bytes came, and STATEs with them perhaps. */
  onBytes(): void {
    this.#sawBytes = true;
    this.consider();
  }

  /** A write is over, or something came: perhaps the next one is due. */
  consider(): void {
    const { gate, timing } = this.#options;
    if (!gate.mayBegin) return;
    const now = timing.elapsed();
    if (this.#isOver || this.#isMuch || now - this.#lastAt >= leastMs) {
      this.#lastAt = now;
      gate.submit();
    } else if (!this.#isLooking) {
      this.#isLooking = true;
      timing.soon(() => this.#look(2));
    }
  }

  /** No more comes: what waits need not wait for company. */
  end(): void {
    this.#isOver = true;
    this.consider();
  }

  get #isMuch(): boolean {
    const { gate, outlet } = this.#options;
    return outlet.waitingBytes > mostWaitingBytes || gate.waitingSegments > mostWaitingSegments;
  }

  /** Looks again a few turns on: where nothing came meanwhile the pipe is empty. */
  #look(turns: number): void {
    if (turns > 0) {
      if (turns === 2) this.#sawBytes = false;
      this.#options.timing.soon(() => this.#look(turns - 1));
      return;
    }
    this.#isLooking = false;
    if (!this.#sawBytes) this.#lastAt = Number.NEGATIVE_INFINITY;
    this.consider();
  }
}
