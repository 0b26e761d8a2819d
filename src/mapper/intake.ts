import { messageOf } from "../lib/errors.ts";
import type { AuditGate } from "./audit-gate.ts";
import type { CommitPace } from "./commit-pace.ts";
import type { Outlet } from "./outlet.ts";
import type { Input, Timing } from "./ports.ts";
import type { Pump } from "./pump.ts";
import { type Moved, StreamTimes } from "./stream-times.ts";
import { type Phase, TimeAccount } from "./time-account.ts";

/** How far reading may run ahead of a slow target, and of a write to the store. */
const aheadOfTarget = 256 * 1024;
/** After a wait for the store, when much leaves at once: the tap need not stand still for that. */
const aheadInCatchingUp = 4 * 1024 * 1024;
const aheadOfStore = 16 * 1024 * 1024;
const segmentsAhead = 5000;

export interface IntakeOptions {
  readonly input: Input;
  readonly pump: Pump;
  readonly outlet: Outlet;
  readonly gate: AuditGate;
  readonly pace: CommitPace;
  readonly timing: Timing;
  /** The streams whose records moved since the last call. */
  readonly takeMoved: () => readonly Moved[];
  /** The input is over: its end came (`null`), or reading failed. */
  readonly onEnd: (error: Error | null) => void;
  readonly onFault: (reason: string) => void;
}

/** Reads as long as what was read can go somewhere soon, and knows what is waited for meanwhile. */
export class Intake {
  readonly time: TimeAccount;
  readonly streamTimes: StreamTimes;
  lastBytesAt: number;
  readonly #options: IntakeOptions;
  #isPaused = false;
  #isCatchingUp = false;
  #isOver = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.time = new TimeAccount(options.timing.elapsed);
    this.streamTimes = new StreamTimes(this.time);
    this.lastBytesAt = options.timing.now();
  }

  start(): void {
    const { input, pump, onEnd } = this.#options;
    input.start({
      space: () => pump.space(),
      onBytes: (count) => this.#onBytes(count),
      onEnd: () => onEnd(null),
      onError: (error) => onEnd(error),
    });
  }

  /** Whether it is the tap that is waited for. */
  get waitsForTap(): boolean {
    return !this.#isPaused && !this.#isOver;
  }

  /** Reads on where there is room again. */
  resume(): void {
    if (this.#isPaused && !this.#isOver && this.#mayRead()) {
      this.#isPaused = false;
      this.#options.input.resume();
    }
    this.time.enter(this.#phase());
  }

  /** No more is wanted. */
  end(): void {
    this.#isOver = true;
    this.time.enter("own");
  }

  #onBytes(count: number): boolean {
    const { pump, outlet, pace, timing, takeMoved, onFault } = this.#options;
    this.time.enter("own");
    this.lastBytesAt = timing.now();
    try {
      pump.onBytes(count);
    } catch (thrown) {
      onFault(`a fault of ours: ${messageOf(thrown)}`);
    }
    outlet.flush();
    this.streamTimes.chunk(takeMoved());
    pace.onBytes();
    this.#isPaused = this.#isOver || !this.#mayRead();
    this.time.enter(this.#phase());
    return !this.#isPaused;
  }

  #mayRead(): boolean {
    const { outlet, gate } = this.#options;
    this.#isCatchingUp = gate.isWaiting || (this.#isCatchingUp && !outlet.isIdle);
    if (!gate.isWaiting)
      return outlet.waitingBytes <= (this.#isCatchingUp ? aheadInCatchingUp : aheadOfTarget);
    return outlet.waitingBytes <= aheadOfStore && gate.waitingSegments <= segmentsAhead;
  }

  #phase(): Phase {
    const { outlet } = this.#options;
    // Reading on while much stands still at the target's door is not waiting for the tap.
    if (this.waitsForTap && !(outlet.waitsFor === "target" && outlet.waitingBytes > aheadOfTarget))
      return "tap";
    return outlet.waitsFor === "target" ? "target" : "own";
  }
}
