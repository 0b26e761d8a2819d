import type { Clock } from "../../lib/clock.ts";
import { systemClock } from "../clock.ts";

/** A clock that can be moved on, where the settings want something told later. */
export interface DrillClock extends Clock {
  readonly reach: (at: number) => void;
  /** How far it is ahead of the machine's. */
  readonly ahead: () => number;
}

/** One that begins with the machine's. */
export function drillClock(): DrillClock {
  let ahead = 0;
  const now = (): number => systemClock.now() + ahead;
  return {
    now,
    reach: (at) => {
      ahead += Math.max(0, at - now());
    },
    ahead: () => ahead,
  };
}
