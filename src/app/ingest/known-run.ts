import type { RunChanges } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import type { SettledRun } from "./settle-run.ts";

/**
 * What a log adds to a run that the store knows; `null` is nothing. What our own runner measured wins: only an end that it
 * could not see is filled in. A log that does not say how the run ended takes nothing back.
 */
export function changesOf(held: Run, found: SettledRun, jobIsTold: boolean): RunChanges | null {
  const { run } = found;
  if (held.source === "runner" && held.status !== "unknown" && held.status !== "lost") return null;
  const changes = {
    ...outcome(held, run),
    ...(held.source === "runner" ? {} : circumstances(held, found, jobIsTold)),
  };
  const kept = Object.entries(changes).filter(
    ([key, value]) => !isSame(value, held[key as keyof RunChanges]),
  );
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function outcome(held: Run, run: Run): RunChanges {
  const ends = { exitCode: run.exitCode ?? held.exitCode, endedAt: run.endedAt ?? held.endedAt };
  const isKnown = held.status !== "unknown" && held.status !== "running";
  if (run.status === "unknown" && isKnown) return ends;
  if (run.status === "unknown" && held.source !== "ingest") return ends;
  const { status, cause, failedPlugin, complete } = run;
  return {
    ...ends,
    status,
    cause,
    failedPlugin,
    complete: complete || held.complete,
    notices: notices(held, run),
  };
}

/** A run that only logs told of is described by the last one; others keep what was said of them. */
function notices(held: Run, run: Run): readonly string[] {
  return held.source === "ingest" ? run.notices : held.notices;
}

function circumstances(held: Run, found: SettledRun, jobIsTold: boolean): RunChanges {
  const { run } = found;
  const takesJob = jobIsTold || held.job === "" || held.source === "mapper";
  return {
    job: takesJob ? run.job || held.job : held.job,
    environment: held.environment || run.environment,
    startedAt: startOf(held, found),
  };
}

/** A log that reaches the run's end knows its start best; others saw it at the earliest when it was going on. */
function startOf(held: Run, { run, startIsTold }: SettledRun): number {
  if (!startIsTold) return held.startedAt;
  const isBetter = held.source === "ingest" && (run.status !== "unknown" || held.status === "unknown");
  if (isBetter) return run.startedAt;
  return held.source === "ingest" ? held.startedAt : Math.min(held.startedAt, run.startedAt);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
