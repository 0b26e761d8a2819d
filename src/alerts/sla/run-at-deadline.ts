import type { Run } from "../../model/run.ts";

/** A scheduler and we read the same clock, but not at the same instant. */
const slackMs = 60_000;

/** A good run that ended longer before the deadline was that of the day before. */
export const countsForMs = 12 * 3_600_000;

/** A run was there: it began about then, or still went on. One that was held back before Meltano started never began. */
export function began(runs: readonly Run[], deadline: number, graceMs: number): boolean {
  return runs.some(
    ({ startedAt, endedAt, status }) =>
      status !== "not_started" &&
      ((startedAt >= deadline - slackMs && startedAt <= deadline + Math.max(graceMs, slackMs)) ||
        (startedAt < deadline && (endedAt === null ? status === "running" : endedAt > deadline))),
  );
}

/** A good run ended in time, and not so early that it was that of the day before. */
export function succeeded(runs: readonly Run[], deadline: number, graceMs: number): boolean {
  return runs.some(
    ({ status, endedAt }) =>
      status === "success" &&
      endedAt !== null &&
      endedAt > deadline - countsForMs &&
      endedAt <= deadline + graceMs,
  );
}

/** The run that a schedule did start, and that its preflight held back. */
export function heldBack(runs: readonly Run[], deadline: number): Run | undefined {
  return runs.find(({ status, startedAt }) => status === "not_started" && startedAt >= deadline - slackMs);
}
