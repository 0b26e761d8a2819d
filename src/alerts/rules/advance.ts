import type { SeriesState } from "../../model/rule-memory.ts";
import type { Reading } from "./reading.ts";

/** What is told of a step: that it fires, that it still does (with new samples), that nothing is measured, its end. */
export type Told = "fire" | "refire" | "stale" | "resolve" | null;

export interface Step {
  readonly state: SeriesState;
  readonly told: Told;
  /** Why, for people. */
  readonly reason: string;
}

export interface RuleTimes {
  readonly forMs: number;
  readonly keepMs: number;
  /** Samples from before this time fire nothing: nothing is owed from before the first tick. */
  readonly firesFrom: number;
}

export const quiet: SeriesState = {
  status: "quiet",
  since: null,
  firedAt: null,
  clearSince: null,
  value: null,
  sampleAt: null,
};

/** What a reading does to a rule's state for one series. Pure; a clock that goes back only makes it wait anew. */
export function advance(before: SeriesState, reading: Reading, now: number, times: RuleTimes): Step {
  if (reading.kind === "error") return { state: before, told: null, reason: reading.message };
  if (reading.kind === "no_data") return withoutData(before);
  const measured = { ...before, value: reading.value, sampleAt: reading.at };
  return reading.holds ? holding(before, measured, now, times) : over(before, measured, now, times);
}

function isOn({ status }: SeriesState): boolean {
  return status === "firing" || status === "stale";
}

/** Nothing measured never ends an alert, and never begins one. */
function withoutData(before: SeriesState): Step {
  if (before.status === "firing")
    return { state: { ...before, status: "stale" }, told: "stale", reason: "nothing was measured any more" };
  if (before.status === "stale") return { state: before, told: null, reason: "nothing is measured" };
  return { state: { ...before, ...quiet }, told: null, reason: "nothing is measured" };
}

function holding(before: SeriesState, measured: SeriesState, now: number, times: RuleTimes): Step {
  if (isOn(before)) {
    const news = (measured.sampleAt ?? 0) > (before.sampleAt ?? 0) || before.status === "stale";
    const state: SeriesState = { ...measured, status: "firing", clearSince: null };
    return { state, told: news ? "refire" : null, reason: "it still holds" };
  }
  if ((measured.sampleAt ?? 0) < times.firesFrom)
    return {
      state: { ...measured, status: "quiet", since: null },
      told: null,
      reason: "it is from before the first tick",
    };
  const since = Math.min(before.since ?? now, now);
  if (now - since < times.forMs)
    return {
      state: { ...measured, status: "pending", since },
      told: null,
      reason: "it holds, not long enough yet",
    };
  return { state: { ...measured, status: "firing", since, firedAt: now }, told: "fire", reason: "it holds" };
}

function over(before: SeriesState, measured: SeriesState, now: number, times: RuleTimes): Step {
  const ended: SeriesState = { ...measured, status: "quiet", since: null, clearSince: null };
  if (!isOn(before)) return { state: ended, told: null, reason: "it does not hold" };
  const clearSince = Math.min(before.clearSince ?? now, now);
  if (now - clearSince < times.keepMs)
    return { state: { ...measured, status: "firing", clearSince }, told: null, reason: "it is kept firing" };
  return { state: ended, told: "resolve", reason: "it does not hold any more" };
}
