import type { Run } from "../../model/run.ts";

/** Fewer good runs say nothing of how long a job takes. */
export const fewestRuns = 3;

/** How long good runs of a job took, milliseconds, shortest first. Runs of which only the end was told don't count. */
export function durationsOf(runs: readonly Run[]): number[] {
  return runs
    .filter(({ status }) => status === "success")
    .flatMap(({ startedAt, endedAt, source }) =>
      endedAt === null || (source === "ping" && endedAt === startedAt)
        ? []
        : [Math.max(0, endedAt - startedAt)],
    )
    .sort((a, b) => a - b);
}

/**
 * How long a run that has taken so long already will go on: the median of what longer runs took from there. `null` where
 * too few took longer: then nobody knows.
 */
export function medianRemaining(durations: readonly number[], elapsed: number): number | null {
  const longer = durations.filter((duration) => duration > elapsed);
  return longer.length < fewestRuns ? null : medianOf(longer) - elapsed;
}

/** The shortest that the job ever took; `null` where too little is known. */
export function fastestOf(durations: readonly number[]): number | null {
  return durations.length < fewestRuns ? null : (durations[0] ?? null);
}

/** Runs that are needed before a job is measured against itself. */
const fewestForLimit = 5;

/** The longest a run may take, by the limit and the job's history; `null` where too little is known. */
export function limitBy(
  limit: number | "auto" | { readonly percent: number },
  durations: readonly number[],
): number | null {
  if (typeof limit === "number") return limit;
  if (durations.length < fewestForLimit) return null;
  if (limit === "auto") return Math.round(rank(durations, 95) * 1.5);
  return Math.round((medianOf(durations) * limit.percent) / 100);
}

/** The middle of numbers that are sorted. */
export function medianOf(sorted: readonly number[]): number {
  return rank(sorted, 50);
}

function rank(sorted: readonly number[], percent: number): number {
  const place = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}
