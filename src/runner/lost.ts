import { formatDuration } from "../lib/duration.ts";
import type { RunChanges } from "../model/fact.ts";
import type { ProcessIdentity, Run } from "../model/run.ts";

/** A run without a heartbeat for this long is lost. */
const lostAfterMs = 60_000;

/** What changed about a run that nobody may be watching any more. */
export interface LostDecision {
  readonly run: Run;
  readonly kind: "lost" | "returned";
  readonly changes: RunChanges;
  readonly reason: string;
}

interface LostInput {
  readonly now: number;
  /** Whether that very process is there; `null` where this host can't know. */
  readonly isAlive: (process: ProcessIdentity) => boolean | null;
}

/**
 * Finds the runs whose watcher is gone: at once where its process is gone on this host, else after 60 s without a
 * heartbeat. A lost one whose heart beats again is running again. When a lost run ended is not known.
 */
export function decideLost(runs: readonly Run[], input: LostInput): LostDecision[] {
  return runs.flatMap((run) => {
    // What Meltano's own history tells of is judged by Meltano's own heartbeat; a job that only pings has none.
    if (run.source === "meltano" || run.source === "ingest" || run.source === "ping") return [];
    if (run.status === "running") return lost(run, input) ?? [];
    return run.status === "lost" ? (returned(run, input) ?? []) : [];
  });
}

function lost(run: Run, { now, isAlive }: LostInput): LostDecision | null {
  const gone = run.process !== null && isAlive(run.process) === false;
  const silentMs = now - lastSign(run);
  if (!gone && silentMs < lostAfterMs) return null;
  const host = run.process === null ? "" : ` on ${run.process.host}`;
  const cause = gone
    ? `The process that watched the run${host} is gone without a word.`
    : `No sign of life from the run's watcher${host} for ${formatDuration(silentMs)}.`;
  return {
    run,
    kind: "lost",
    changes: { status: "lost", cause },
    reason: gone ? "its process is gone" : "no heartbeat",
  };
}

function returned(run: Run, { now, isAlive }: LostInput): LostDecision | null {
  const beats = run.heartbeatAt !== null && now - run.heartbeatAt < lostAfterMs;
  if (!beats || (run.process !== null && isAlive(run.process) === false)) return null;
  return {
    run,
    kind: "returned",
    changes: { status: "running", endedAt: null, cause: null },
    reason: "its heart beats again",
  };
}

function lastSign(run: Run): number {
  return Math.max(run.heartbeatAt ?? 0, run.startedAt);
}
