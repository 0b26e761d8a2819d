const beatMs = 100;

/** Time in which this process did not come to listen: a starved machine is no silence of others. */
export interface Deafness {
  /** Milliseconds up to now. */
  sum(): number;
  stop(): void;
}

/** Sums what beats come too late; `elapsed` gives milliseconds of a clock that only goes forward. */
export function watchDeafness(elapsed: () => number): Deafness {
  let last = elapsed();
  let lost = 0;
  const late = (now: number): number => Math.max(0, now - last - beatMs);
  const timer = setInterval(() => {
    const now = elapsed();
    lost += late(now);
    last = now;
  }, beatMs);
  return { sum: () => lost + late(elapsed()), stop: () => clearInterval(timer) };
}
