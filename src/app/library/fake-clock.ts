import type { Clock } from "../../lib/clock.ts";
import { parseDuration } from "../../lib/duration.ts";

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves it on by a duration such as `90s` or `2h`, or by milliseconds; a negative number moves it back. */
  move(by: string | number): void;
  /** Sets it to a time. */
  set(at: Date | number): void;
}

/** A clock for tests; without a start it stands at 2026-01-01T12:00:00Z. */
export function fakeClock(start: Date | number = Date.UTC(2026, 0, 1, 12)): FakeClock {
  let now = Number(start);
  return {
    now: () => now,
    move: (by) => {
      const ms = typeof by === "number" ? by : parseDuration(by);
      if (ms === null) throw new TypeError(`${by} is no duration such as 90s, 15m or 2h.`);
      now += ms;
    },
    set: (at) => {
      now = Number(at);
    },
  };
}
