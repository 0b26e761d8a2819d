import { formatDuration } from "../lib/duration.ts";
import { ordinal } from "../lib/ordinal.ts";
import type { FailureCategory } from "../model/dossier.ts";
import type { RunStatus } from "../model/run.ts";
import { shorten } from "./cause.ts";
import type { RetryDecision } from "./retry.ts";

/** An attempt of a run that has ended, and what was decided then. */
export interface MadeAttempt {
  /** Counted over all starts of the run's id. */
  readonly number: number;
  readonly status: RunStatus;
  /** `null` where it is not known to be bad. */
  readonly category: FailureCategory | null;
  readonly cause: string | null;
  readonly tookMs: number;
  /** Records that passed in this attempt; `null` where nobody counted. */
  readonly records: number | null;
  readonly decision: RetryDecision;
  /** The block at which the next one begins; `null` for the first one. */
  readonly nextBlock: string | null;
}

/** What is said when an attempt has failed and another one is to come. */
export function attemptSaid({ number, category, cause, decision, nextBlock }: MadeAttempt): string {
  const waitMs = decision.retry ? decision.waitMs : 0;
  const where = nextBlock === null ? "" : `, at ${nextBlock}`;
  const next = waitMs === 0 ? "at once" : `in ${formatDuration(waitMs)}`;
  return `Attempt ${number} failed: ${category ?? "unknown"} (${withoutStop(cause)}); next ${next}${where}.`;
}

/** One sentence each of what a person should know of a run's attempts; nothing of a run that had one, and needed no other. */
export function attemptNotices(attempts: readonly MadeAttempt[]): string[] {
  const last = attempts.at(-1);
  if (last === undefined) return [];
  const { decision } = last;
  return [
    ...attempts.slice(0, -1).map(pastAttempt),
    ...(isRecovered(attempts) ? [`Succeeded at the ${ordinal(last.number)} attempt.`] : []),
    ...(decision.retry || !decision.explain ? [] : [`Not tried again: ${decision.reason}.`]),
    ...(attempts.filter(({ records }) => records !== null && records > 0).length > 1 ? [countedTwice] : []),
  ];
}

/** Whether a run went well after an attempt that had not. */
export function isRecovered(attempts: readonly MadeAttempt[]): boolean {
  return attempts.length > 1 && attempts.at(-1)?.status === "success";
}

/** Records of all attempts; `null` where one of them was not counted. */
export function recordsOfAttempts(attempts: readonly Pick<MadeAttempt, "records">[]): number | null {
  return attempts.reduce<number | null>(
    (sum, { records }) => (sum === null || records === null ? null : sum + records),
    0,
  );
}

const countedTwice =
  "Counts are those of all attempts together: what came after the last bookmark of a failed one came again.";

function pastAttempt({ number, category, cause, tookMs, decision, nextBlock }: MadeAttempt): string {
  const waitMs = decision.retry ? decision.waitMs : 0;
  const after = waitMs === 0 ? "at once" : `after ${formatDuration(waitMs)}`;
  const where = nextBlock === null ? "" : `, at ${nextBlock}`;
  const why = `${category ?? "unknown"}: ${withoutStop(cause)}`;
  return `Attempt ${number} failed after ${formatDuration(tookMs)} (${why}). Tried again ${after}${where}.`;
}

function withoutStop(cause: string | null): string {
  return shorten(cause ?? "nobody said why").replace(/\.$/, "");
}
