import type { SlaState } from "../../model/sla-memory.ts";
import type { SlaEntry } from "./entry.ts";
import { type Evidence, type Judgement, well } from "./judgement.ts";
import { localTime, shortLength } from "./words.ts";

/** Judges how long ago a good run ended. */
export function judgeFreshness(
  { job, zone }: SlaEntry,
  maxAgeMs: number,
  state: SlaState,
  { now, runs, good }: Evidence,
): Judgement {
  const ends = [...runs.filter(({ status }) => status === "success"), ...good].flatMap(
    ({ endedAt }) => endedAt ?? [],
  );
  const last = ends.length === 0 ? null : Math.max(...ends);
  const since = Math.max(last ?? 0, state.since);
  if (now - since <= maxAgeMs) return well(state, last === null ? "waiting" : "ok", "A good run ended.");
  const when =
    last === null
      ? "has never ended well since it is watched"
      : `last ended well at ${localTime(last, zone)}`;
  return {
    state,
    status: "stale",
    relief: "",
    breach: {
      type: "sla_breach",
      count: 1,
      deadline: since + maxAgeMs,
      what: `${job} ${when}, longer ago than ${shortLength(maxAgeMs)}.`,
      runId: null,
      value: (now - since) / 1000,
      threshold: maxAgeMs / 1000,
    },
  };
}
