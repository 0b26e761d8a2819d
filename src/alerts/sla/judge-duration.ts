import type { Run } from "../../model/run.ts";
import type { SlaState } from "../../model/sla-memory.ts";
import { durationsOf, limitBy } from "./history.ts";
import { type Evidence, type Judgement, well } from "./judgement.ts";
import { shortLength } from "./words.ts";

/** Judges how long the run that goes on, or else the last one, takes. */
export function judgeDuration(
  limit: Parameters<typeof limitBy>[0],
  graceMs: number,
  state: SlaState,
  { now, runs, good }: Evidence,
): Judgement {
  const running = runs.find(({ status }) => status === "running");
  const ended = runs.find(({ endedAt }) => endedAt !== null);
  const judged = running ?? ended;
  if (judged === undefined) return well(state, "unknown", "");
  const history = good.filter(({ runId }) => runId !== judged.runId);
  const most = limitBy(limit, durationsOf(history));
  if (most === null) return well(state, "unknown", "Too little is known of how long it takes.");
  const took = (judged.endedAt ?? now) - judged.startedAt;
  const over = took > most + graceMs && (judged.endedAt === null || judged.endedAt > state.since);
  const told = state.slowRunId === judged.runId;
  // Once a run that was told while it ran has ended, the problem is over; how it ended is told by itself.
  if (!over || (told && judged.status !== "running"))
    return well({ ...state, slowRunId: over ? judged.runId : null }, "ok", endedText(judged, took, most));
  const verb = judged.status === "running" ? "runs for" : "took";
  return {
    state: { ...state, slowRunId: judged.runId },
    status: "too_long",
    relief: "",
    breach: {
      type: "sla_breach",
      count: 1,
      deadline: null,
      what: `${judged.job} ${verb} ${shortLength(took)}, longer than its limit of ${shortLength(most)}.`,
      runId: judged.runId,
      value: took / 1000,
      threshold: most / 1000,
    },
  };
}

function endedText({ job, status }: Run, took: number, most: number): string {
  return status === "running"
    ? `${job} is within its limit of ${shortLength(most)}.`
    : `${job} has ended (${status}) after ${shortLength(took)}; its limit is ${shortLength(most)}.`;
}
