import { formatDuration } from "../lib/duration.ts";
import type { FailureCategory } from "../model/dossier.ts";
import type { RunStatus } from "../model/run.ts";
import { neverRetried } from "./settings.ts";

/** Whether, how often and after what wait a run is tried again. */
export interface RetrySettings {
  readonly max: number;
  readonly retryOn: readonly FailureCategory[];
  readonly backoffMs: number;
}

/** What is known when an attempt has ended. */
export interface EndedAttempt {
  /** The number of retries before it. */
  readonly retries: number;
  readonly status: RunStatus;
  /** Of its dossier; `null` where it has none. */
  readonly category: FailureCategory | null;
  /** Somebody told us to stop. */
  readonly stopped: boolean;
  /** What is left of the time limit of the whole; `null` without one. */
  readonly timeLeftMs: number | null;
  /** The wait that the other side asked for. */
  readonly retryAfterMs: number | null;
}

/** `explain` is whether people who wanted retries should be told why there is none. */
export type RetryDecision =
  | { readonly retry: true; readonly waitMs: number; readonly reason: string }
  | { readonly retry: false; readonly explain: boolean; readonly reason: string };

/** Who waits longer than this had better be started anew by its schedule. */
export const longestWaitMs = 3_600_000;

const longestBackoffMs = 15 * 60_000;

/** Meltano needs about so long to start: an attempt with less time is none. */
const leastTimeMs = 5_000;

/** Whether a run is tried again, after what wait, and why or why not. Pure. */
export function decideRetry(ended: EndedAttempt, settings: RetrySettings): RetryDecision {
  const refusal = reasonAgainst(ended, settings);
  if (refusal !== null) return refusal;
  const waitMs = Math.max(backoff(ended.retries, settings.backoffMs), ended.retryAfterMs ?? 0);
  const late = reasonAgainstWaiting(ended, waitMs);
  return late ?? { retry: true, waitMs, reason: `${ended.category} is tried again` };
}

/** The wait doubles with each retry; a longer one than the limit that was asked for stays as it is. */
function backoff(retries: number, backoffMs: number): number {
  return Math.max(backoffMs, Math.min(backoffMs * 2 ** retries, longestBackoffMs));
}

function reasonAgainst(
  { retries, status, category, stopped }: EndedAttempt,
  { max, retryOn }: RetrySettings,
): RetryDecision | null {
  if (status === "success") return no("it succeeded", false);
  if (max === 0) return no("retries are off", false);
  if (status === "unknown") return no("nobody knows whether it failed");
  if (stopped || status === "terminated") return no("it was told to stop");
  if (status === "timed_out") return no("the time limit of the whole run is over");
  if (status !== "failed") return no(`it is ${status}`);
  if (neverRetried.some((name) => name === category)) return no(`${category} is never tried again`);
  if (!retryOn.includes(category ?? "unknown"))
    return no(`${category ?? "unknown"} is not in retry_on (${retryOn.join(", ") || "empty"})`);
  return retries < max ? null : no(`${max === 1 ? "one retry was" : `${max} retries were`} allowed`);
}

function reasonAgainstWaiting(
  { retryAfterMs, timeLeftMs }: EndedAttempt,
  waitMs: number,
): RetryDecision | null {
  if (retryAfterMs !== null && retryAfterMs > longestWaitMs)
    return no(`the other side asks to wait ${formatDuration(retryAfterMs)}`);
  if (timeLeftMs === null || waitMs + leastTimeMs <= timeLeftMs) return null;
  const left = formatDuration(Math.max(0, timeLeftMs));
  return no(`${left} of the time limit are left, and the next would begin after ${formatDuration(waitMs)}`);
}

function no(reason: string, explain = true): RetryDecision {
  return { retry: false, explain, reason };
}
