import type { Run } from "../../model/run.ts";
import type { SlaState } from "../../model/sla-memory.ts";
import { nextDeadline } from "./calendar.ts";
import type { SlaEntry } from "./entry.ts";
import { durationsOf, fastestOf, medianRemaining } from "./history.ts";
import { type Evidence, type Judgement, well } from "./judgement.ts";
import { countsForMs, succeeded } from "./run-at-deadline.ts";
import { localTime, shortLength } from "./words.ts";

/** Before a deadline: whether it can still be kept. */
export function judgeNextDeadline(
  entry: SlaEntry,
  state: SlaState,
  { now, runs, good }: Evidence,
): Judgement {
  const fine = well(state, "ok", "What was expected came.");
  if (entry.expects.kind !== "expected_by") return fine;
  const deadline = nextDeadline(entry, Math.max(state.judgedUntil, now - entry.graceMs - 1));
  if (deadline === null || now < deadline - countsForMs || deadline <= state.since) return fine;
  if (succeeded(runs, deadline, entry.graceMs)) return fine;
  const { zone, graceMs } = entry;
  const limit = deadline + graceMs;
  const durations = durationsOf(good);
  const running = runs.find(
    ({ status, startedAt }) => status === "running" && startedAt > deadline - 2 * countsForMs,
  );
  if (running !== undefined) {
    const remaining = medianRemaining(durations, now - running.startedAt);
    if (remaining === null || now + remaining <= limit)
      return well(state, "waiting", "It made it after all.");
    const late = `it runs since ${localTime(running.startedAt, zone)} and usually takes ${shortLength(remaining)} more from here`;
    return willMiss(state, { entry, deadline, why: late, run: running });
  }
  const fastest = fastestOf(durations);
  if (fastest === null || now + fastest <= limit) return well(state, "waiting", "It made it after all.");
  const why = `no run is under way, and the fastest so far took ${shortLength(fastest)}`;
  return willMiss(state, { entry, deadline, why, run: null });
}

function willMiss(
  state: SlaState,
  {
    entry,
    deadline,
    why,
    run,
  }: {
    readonly entry: SlaEntry;
    readonly deadline: number;
    readonly why: string;
    readonly run: Run | null;
  },
): Judgement {
  return {
    state,
    status: "will_miss",
    relief: "",
    breach: {
      type: "sla_breach",
      count: 1,
      deadline,
      what: `${entry.job} will miss its deadline at ${localTime(deadline, entry.zone)}: ${why}.`,
      runId: run?.runId ?? null,
      value: null,
      threshold: null,
    },
  };
}
