import type { SlaState } from "../../model/sla-memory.ts";
import type { SlaEntry } from "./entry.ts";
import { judgeDeadlines } from "./judge-deadlines.ts";
import { judgeDuration } from "./judge-duration.ts";
import { judgeFreshness } from "./judge-freshness.ts";
import type { Evidence, Judgement } from "./judgement.ts";

/** Of an expectation that nobody has looked at yet. */
export function freshState(now: number): SlaState {
  return {
    since: now,
    judgedUntil: now,
    missed: 0,
    firstMissedAt: null,
    lastMissedAt: null,
    slowRunId: null,
  };
}

/** Judges one expectation. Pure; a clock that went back only makes it judge from there on. */
export function judge(entry: SlaEntry, before: SlaState, evidence: Evidence): Judgement {
  const { now } = evidence;
  const state = {
    ...before,
    since: Math.min(before.since, now),
    judgedUntil: Math.min(before.judgedUntil, now),
  };
  switch (entry.expects.kind) {
    case "schedule":
    case "expected_by":
      return judgeDeadlines(entry, state, evidence);
    case "max_duration":
      return judgeDuration(entry.expects.limit, entry.graceMs, state, evidence);
    case "freshness":
      return judgeFreshness(entry, entry.expects.maxAgeMs + entry.graceMs, state, evidence);
  }
}
