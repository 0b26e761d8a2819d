import {
  clockTime,
  countsForMs,
  durationsOf,
  fewestRuns,
  limitBy,
  medianOf,
  medianRemaining,
  nextDeadline,
  type SlaEntry,
  shortLength,
} from "../../alerts/sla/index.ts";
import type { Run } from "../../model/run.ts";
import type { GoodRuns } from "./run-history.ts";

/** What is usual for a job, and by when a run of it has to be done. Times are milliseconds. */
export interface Usual {
  /** `null` where too few of its runs were counted, or they usually bring none. */
  readonly records: number | null;
  /** How long its good runs took, shortest first. */
  readonly durations: readonly number[];
  readonly deadlineAt: number | null;
  readonly startedAt: number;
  readonly zone: string;
}

/** What the job's good runs say of this one; `null` where they are too few to say anything. */
export function usualOf(
  run: Pick<Run, "job" | "environment" | "startedAt">,
  good: GoodRuns,
  { entries, zone }: { readonly entries: readonly SlaEntry[]; readonly zone: string },
): Usual | null {
  const durations = durationsOf(good.runs);
  if (durations.length < fewestRuns) return null;
  const median = good.records.length < fewestRuns ? 0 : medianOf(good.records.toSorted((a, b) => a - b));
  const deadlines = entries
    .filter((entry) => entry.job === run.job && (entry.environment ?? run.environment) === run.environment)
    .flatMap((entry) => deadlineOf(entry, run.startedAt, durations) ?? []);
  return {
    records: median > 0 ? median : null,
    durations,
    deadlineAt: deadlines.length === 0 ? null : Math.min(...deadlines),
    startedAt: run.startedAt,
    zone,
  };
}

/** Until when a run that began then has to be done; when it has to begin is no deadline of its end. */
function deadlineOf(entry: SlaEntry, startedAt: number, durations: readonly number[]): number | null {
  if (entry.expects.kind === "max_duration") {
    const limit = limitBy(entry.expects.limit, durations);
    return limit === null ? null : startedAt + limit;
  }
  if (entry.expects.kind !== "expected_by") return null;
  const deadline = nextDeadline(entry, startedAt);
  return deadline === null || deadline - startedAt > countsForMs ? null : deadline;
}

/** Where a run stands just now. */
export interface Standing {
  readonly now: number;
  /** `null` where nobody counts. */
  readonly records: number | null;
  /** Not the first attempt: its records come again, and its time is no measure. */
  readonly again: boolean;
}

/** How far a run is by what is usual: `62 % of the usual, about 12:40, SLA 13:00`; `null` where there is nothing to say. */
export function paceWords(usual: Usual, standing: Standing): string | null {
  const words = [
    ...(standing.again ? [] : progressWords(usual, standing)),
    ...deadlineWords(usual, standing.now),
  ];
  return words.length === 0 ? null : words.join(", ");
}

function progressWords(
  { records: most, durations, startedAt, zone }: Usual,
  { now, records }: Standing,
): string[] {
  const elapsed = now - startedAt;
  const median = medianOf(durations);
  const left = medianRemaining(durations, elapsed);
  const end = left === null ? [] : [`about ${clockTime(now + left, { zone, now })}`];
  if (most !== null && records !== null)
    return [`${percent(records, most)} % of the usual`, ...end, ...overtime(durations, elapsed)];
  if (elapsed > median) return [...end, ...overtime(durations, elapsed)];
  return [`${percent(elapsed, median)} % of the usual time`, ...end];
}

/** Said only once none of the good runs took so long. */
function overtime(durations: readonly number[], elapsed: number): string[] {
  if (elapsed <= (durations.at(-1) ?? 0)) return [];
  return [`longer than its last ${durations.length} good runs (usually ${shortLength(medianOf(durations))})`];
}

function deadlineWords({ deadlineAt, zone }: Usual, now: number): string[] {
  if (deadlineAt === null) return [];
  return [`SLA ${clockTime(deadlineAt, { zone, now })}${now > deadlineAt ? " passed" : ""}`];
}

function percent(part: number, whole: number): number {
  return Math.floor((part / whole) * 100);
}
