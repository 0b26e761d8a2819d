/** What is known when a signal has asked us to stop. Times are milliseconds since the epoch. */
export interface Stopping {
  readonly signalledAt: number;
  /** When bytes last came, or when the signal came. */
  readonly lastBytesAt: number;
  /** Whether we wait for the tap, rather than for the target or the store. */
  readonly waitsForTap: boolean;
  readonly drainMs: number;
}

const silenceMs = 2000;

/**
 * When to stop after SIGTERM or SIGINT, or `null` to go on. Meltano stops the tap but never closes our input, and the tap
 * may still send its last STATE: so go on until nothing came for 2 s, at most until the deadline.
 */
export function stopReason(stopping: Stopping, now: number): string | null {
  if (now - stopping.signalledAt >= stopping.drainMs) return "the deadline after the signal";
  if (stopping.waitsForTap && now - stopping.lastBytesAt >= silenceMs)
    return "nothing came for 2 s after the signal";
  return null;
}

/** How often it is looked whether to stop. */
export const watchMs = 100;

/**
 * When bytes last came, as far as silence goes. Time in which this process did not run, on a crowded or a sleeping machine,
 * is no silence: bytes may stand in the pipe.
 */
export function heardUntil(
  lastBytesAt: number,
  { watchedAt, now }: { watchedAt: number; now: number },
): number {
  return Math.min(now, lastBytesAt + Math.max(0, now - watchedAt - 2 * watchMs));
}

const sameRequestMs = 1000;

/**
 * Whether a further signal asks to stop at once. One that follows closely is the same request told twice: Ctrl-C and a
 * signal to the whole group reach us from the terminal or scheduler, and again from Meltano.
 */
export function asksToStopAtOnce(firstAt: number, now: number): boolean {
  return now - firstAt >= sameRequestMs;
}
