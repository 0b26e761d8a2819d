import type { Run } from "../../model/run.ts";
import type { SlaState } from "../../model/sla-memory.ts";
import { deadlinesBetween } from "./calendar.ts";
import { cameLate, nothingCame } from "./deadline-words.ts";
import type { SlaEntry } from "./entry.ts";
import { judgeNextDeadline } from "./judge-next-deadline.ts";
import { type Evidence, type Judgement, well } from "./judgement.ts";
import { began, countsForMs, heldBack, succeeded } from "./run-at-deadline.ts";
import { shortLength } from "./words.ts";

/** Judges the deadlines that passed since the last look, and the next one where all came. */
export function judgeDeadlines(entry: SlaEntry, before: SlaState, evidence: Evidence): Judgement {
  const { now, runs } = evidence;
  const met = entry.expects.kind === "schedule" ? began : succeeded;
  let state = before;
  for (const deadline of deadlinesBetween(entry, before.judgedUntil, now - entry.graceMs)) {
    state = met(runs, deadline, entry.graceMs)
      ? { ...state, judgedUntil: deadline, missed: 0, firstMissedAt: null, lastMissedAt: null }
      : missedOne(state, deadline);
  }
  const late = lateSuccess(state, evidence);
  // What nobody heard of is told, also where it is over by now: the next look ends it.
  const unheard = state.missed > 0 && state.lastMissedAt !== before.lastMissedAt;
  if (late !== null && state.missed > 0 && !unheard) {
    const relief = `${late.job} succeeded, ${shortLength((late.endedAt ?? now) - (state.lastMissedAt ?? now))} after it was due.`;
    return well({ ...state, missed: 0, firstMissedAt: null, lastMissedAt: null }, "ok", relief);
  }
  if (state.missed > 0) return { state, ...missedText(entry, state, evidence, late) };
  return judgeNextDeadline(entry, state, evidence);
}

function missedOne(state: SlaState, deadline: number): SlaState {
  return {
    ...state,
    judgedUntil: deadline,
    missed: state.missed + 1,
    firstMissedAt: state.firstMissedAt ?? deadline,
    lastMissedAt: deadline,
  };
}

function lateSuccess({ lastMissedAt }: SlaState, { runs }: Evidence): Run | null {
  if (lastMissedAt === null) return null;
  return runs.find(({ status, endedAt }) => status === "success" && (endedAt ?? 0) > lastMissedAt) ?? null;
}

function missedText(
  entry: SlaEntry,
  { missed, firstMissedAt, lastMissedAt }: SlaState,
  { runs }: Evidence,
  came: Run | null,
): Omit<Judgement, "state"> {
  const first = firstMissedAt ?? 0;
  const last = lastMissedAt ?? first;
  const isBy = entry.expects.kind === "expected_by";
  const seen =
    came ?? (isBy ? runs.find(({ startedAt }) => startedAt > last - countsForMs) : heldBack(runs, last));
  const late = seen !== undefined;
  const what =
    seen === undefined
      ? nothingCame(entry, missed, { first, last })
      : cameLate(entry, missed, { first, last, seen });
  return {
    status: late ? "late" : "missed",
    relief: "",
    breach: {
      type: late ? "sla_breach" : "pipeline_missed",
      count: missed,
      deadline: last,
      what,
      runId: late ? seen.runId : null,
      value: null,
      threshold: null,
    },
  };
}
