import { ordinal } from "../../lib/ordinal.ts";
import type { Run } from "../../model/run.ts";
import { deadlinesBetween, nextDeadline } from "./calendar.ts";
import type { SlaEntry } from "./entry.ts";
import { durationsOf, fastestOf, limitBy, medianRemaining } from "./history.ts";
import { localTime, shortLength } from "./words.ts";

/** What is remembered of an expectation between passes. Times are milliseconds since the epoch. */
export interface SlaState {
  /** When it was first looked at: nothing from before is owed. */
  readonly since: number;
  /** Deadlines up to this one were judged. */
  readonly judgedUntil: number;
  /** Deadlines that passed without what was expected, up to now and without a break. */
  readonly missed: number;
  readonly firstMissedAt: number | null;
  readonly lastMissedAt: number | null;
  /** The run that took too long and was told. */
  readonly slowRunId: string | null;
}

export type SlaStatus = "ok" | "waiting" | "will_miss" | "late" | "missed" | "too_long" | "stale" | "unknown";

/** What an expectation comes to now. `breach` is what is to be told; `null` where all is well. */
export interface Judgement {
  readonly state: SlaState;
  readonly status: SlaStatus;
  readonly breach: Breach | null;
  /** Why it is well again, for the end of what was told. */
  readonly relief: string;
}

export interface Breach {
  readonly type: "pipeline_missed" | "sla_breach";
  /** How many deadlines in a row. */
  readonly count: number;
  /** The deadline it is about, without grace; `null` for how long a run takes. */
  readonly deadline: number | null;
  readonly what: string;
  readonly runId: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
}

export interface Evidence {
  /** Runs of the job, newest first. */
  readonly runs: readonly Run[];
  /** The newest good runs, for how long it takes. */
  readonly good: readonly Run[];
  readonly now: number;
}

/** A scheduler and we read the same clock, but not at the same instant. */
const slackMs = 60_000;

/** A good run that ended longer before the deadline was that of the day before. */
export const countsForMs = 12 * 3_600_000;

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

function judgeDeadlines(entry: SlaEntry, before: SlaState, evidence: Evidence): Judgement {
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
  return beforeDeadline(entry, state, evidence);
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

/** A run was there: it began about then, or still went on. One that was held back before Meltano started never began. */
function began(runs: readonly Run[], deadline: number, graceMs: number): boolean {
  return runs.some(
    ({ startedAt, endedAt, status }) =>
      status !== "not_started" &&
      ((startedAt >= deadline - slackMs && startedAt <= deadline + Math.max(graceMs, slackMs)) ||
        (startedAt < deadline && (endedAt === null ? status === "running" : endedAt > deadline))),
  );
}

/** A good run ended in time, and not so early that it was that of the day before. */
function succeeded(runs: readonly Run[], deadline: number, graceMs: number): boolean {
  return runs.some(
    ({ status, endedAt }) =>
      status === "success" &&
      endedAt !== null &&
      endedAt > deadline - countsForMs &&
      endedAt <= deadline + graceMs,
  );
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

/** The run that a schedule did start, and that its preflight held back. */
function heldBack(runs: readonly Run[], deadline: number): Run | undefined {
  return runs.find(({ status, startedAt }) => status === "not_started" && startedAt >= deadline - slackMs);
}

function nothingCame(
  { job, zone, expects }: SlaEntry,
  missed: number,
  { first, last }: { readonly first: number; readonly last: number },
): string {
  const word = expects.kind === "schedule" ? "at" : "by";
  return missed === 1
    ? `No run of ${job} came; it was due ${word} ${localTime(last, zone)}.`
    : `${missed} runs of ${job} did not come, the first was due at ${localTime(first, zone)}, the last at ${localTime(last, zone)}.`;
}

function cameLate(
  { job, zone, expects }: SlaEntry,
  missed: number,
  { first, last, seen }: { readonly first: number; readonly last: number; readonly seen: Run },
): string {
  const what = expects.kind === "schedule" ? "begin at" : "succeed by";
  const times =
    missed === 1
      ? ""
      : ` It is the ${ordinal(missed)} time in a row, the first was due at ${localTime(first, zone)}.`;
  return `${job} did not ${what} ${localTime(last, zone)}: ${fateOf(seen, zone)}.${times}`;
}

/** Before a deadline: whether it can still be kept. */
function beforeDeadline(entry: SlaEntry, state: SlaState, { now, runs, good }: Evidence): Judgement {
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

function judgeDuration(
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

function judgeFreshness(
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

function well(state: SlaState, status: SlaStatus, relief: string): Judgement {
  return { state, status, breach: null, relief };
}

function fateOf({ status, startedAt }: Run, zone: string): string {
  if (status === "running") return `its run of ${localTime(startedAt, zone)} still goes on`;
  if (status === "not_started") return `its run of ${localTime(startedAt, zone)} was not started`;
  return status === "success"
    ? `its run of ${localTime(startedAt, zone)} came too late`
    : `its run of ${localTime(startedAt, zone)} ended as ${status}`;
}
