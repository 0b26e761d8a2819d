import type { TimeShares } from "../model/mapper-block.ts";

export type Phase = "tap" | "target" | "own";

/** Adds up where the time goes: each moment belongs to what the mapper was waiting for, or to its own work. */
export class TimeAccount {
  readonly #elapsed: () => number;
  readonly #spent: Record<Phase, number> = { tap: 0, target: 0, own: 0 };
  #phase: Phase = "tap";
  #since: number;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#since = elapsed();
  }

  /** From now on the time is this one's. */
  enter(phase: Phase): void {
    const now = this.#elapsed();
    this.#spent[this.#phase] += now - this.#since;
    this.#since = now;
    this.#phase = phase;
  }

  /** Milliseconds up to now, with fractions. */
  spent(): Readonly<Record<Phase, number>> {
    this.enter(this.#phase);
    return { ...this.#spent };
  }

  shares(): TimeShares {
    return roundedShares(this.spent());
  }
}

export function roundedShares({ tap, target, own }: Readonly<Record<Phase, number>>): TimeShares {
  return {
    waitingForTapMs: Math.round(tap),
    waitingForTargetMs: Math.round(target),
    ownWorkMs: Math.round(own),
  };
}
