import type { StreamClaim } from "../../model/run.ts";
import { recordsOf } from "../../runner/evidence.ts";
import { restart, type Start } from "../../runner/restart.ts";
import { type TimeLimit, timeLimit } from "../../runner/run-timeout.ts";
import { sumClaims } from "../../runner/sum-claims.ts";
import type { WatchedRun } from "../../runner/watch-run.ts";
import type { Assessed } from "./assess.ts";
import type { Watching } from "./watching.ts";

/** A start of Meltano within a run: its first attempt, or one more. */
export interface AttemptStart extends Start {
  /** Counted over all starts of the run's id, from 1. */
  readonly number: number;
  readonly startedAt: number;
  readonly firstChunk: number;
  /** The `--timeout` to give to Meltano; `null` gives none. */
  readonly timeoutMs: number | null;
  /** The time limit of all attempts together; `null` without one. */
  readonly limitMs: number | null;
  readonly earlier: Earlier;
}

/** What earlier attempts left: their mappers' blocks, records that passed, what tap and target said. */
export interface Earlier {
  readonly blocks: ReadonlySet<string>;
  /** `null` where nobody counted. */
  readonly records: number | null;
  readonly claims: readonly StreamClaim[];
}

/** The first attempt: the user's command line as it is. */
export function firstStart(watching: Watching): AttemptStart {
  const { request, prepared, project, earlier } = watching;
  const limit = timeLimitOf(watching);
  return {
    line: request.line,
    plan: prepared.plan,
    number: earlier.attempt,
    startedAt: project.clock.now(),
    firstChunk: earlier.firstChunk,
    timeoutMs: limit.own ? limit.ms : null,
    limitMs: limit.ms,
    earlier: earlier.left,
  };
}

/** The attempt after one that failed: with the rest of the time, and with what that one left behind. */
export function nextStart(
  watching: Watching,
  { start, watched, assessed }: EndedStart,
  firstChunk: number,
): AttemptStart {
  const { project } = watching;
  const { from } = project.config.settings.run.retries;
  const { log, mapperBlocks } = assessed.evidence;
  const records = recordsOf(assessed.evidence);
  const before = start.earlier;
  return {
    ...restart(start, { log, failedPlugin: assessed.verdict.failedPlugin, from }),
    number: start.number + 1,
    startedAt: project.clock.now(),
    firstChunk,
    timeoutMs: timeLeftMs(watching),
    limitMs: start.limitMs,
    earlier: {
      blocks: new Set([...before.blocks, ...(mapperBlocks ?? []).map(({ blockId }) => blockId)]),
      records: before.records === null || records === null ? null : before.records + records,
      claims: sumClaims(before.claims, watched.reader.claims.list()),
    },
  };
}

interface EndedStart {
  readonly start: AttemptStart;
  readonly watched: WatchedRun;
  readonly assessed: Assessed;
}

/** What is left of the time limit of the whole, counted from the first attempt's start; `null` without one. */
export function timeLeftMs(watching: Watching): number | null {
  const { ms } = timeLimitOf(watching);
  return ms === null ? null : ms - (watching.project.clock.now() - watching.phase.beganAt);
}

function timeLimitOf({ request: { line, env }, project }: Watching): TimeLimit {
  return timeLimit(line, env, project.config.settings.run.timeout ?? null);
}
