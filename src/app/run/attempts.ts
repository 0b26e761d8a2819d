import type { MadeAttempt } from "../../runner/attempt-words.ts";
import { type RunEvidence, recordsOf, watchedBlocks } from "../../runner/evidence.ts";
import { restart, startsAt } from "../../runner/restart.ts";
import { decideRetry, type RetryDecision } from "../../runner/retry.ts";
import { retryAfterIn } from "../../runner/retry-after.ts";
import { exitCodeOfSignal } from "../../runner/signal-number.ts";
import { notStopping, type Stopping, type StopSignal } from "../../runner/stopping.ts";
import type { WatchedRun } from "../../runner/watch-run.ts";
import { type Assessed, assess } from "./assess.ts";
import { type AttemptStart, firstStart, nextStart, timeLeftMs } from "./attempt-start.ts";
import { type Tried, tellNext, tellRetry, waitForNext } from "./between-attempts.ts";
import { type EndedRun, exitCodeOf, finishRun } from "./finish-run.ts";
import { isFromTerminal } from "./stop-request.ts";
import { watchMeltano } from "./watch-meltano.ts";
import type { Watching } from "./watching.ts";

/** Runs Meltano, again where it failed of what another try may help against, and tells the end once. */
export async function runAttempts(watching: Watching): Promise<EndedRun> {
  const { stop, phase } = watching;
  const attempts: MadeAttempt[] = [];
  for (let start = firstStart(watching); ; ) {
    const tried = await tryOnce(watching, start, attempts.length);
    attempts.push(tried.made);
    const { decision } = tried.made;
    if (!decision.retry) return finish(watching, tried, attempts, endOf(tried.watched));
    const firstChunk = await tellRetry(watching, tried, attempts);
    await waitForNext(watching, decision.waitMs);
    const by = stop.by();
    if (by !== null) return finish(watching, stoppedMeanwhile(tried, by), attempts, endBy(by));
    start = nextStart(watching, tried, firstChunk);
    phase.attempt += 1;
    await tellNext(watching, start);
  }
}

async function tryOnce(watching: Watching, start: AttemptStart, retries: number): Promise<Tried> {
  const { project, run, kept } = watching;
  const watched = await watchMeltano(watching, start);
  const assessed = await assess({ project, run, start, watched, factsLost: kept.lost });
  const decision = decide(watching, { watched, assessed, retries });
  const { status, cause, failedPlugin } = assessed.verdict;
  const next = restart(start, {
    log: assessed.evidence.log,
    failedPlugin,
    from: project.config.settings.run.retries.from,
  });
  const made = {
    number: start.number,
    status,
    cause,
    category: assessed.diagnosis?.category ?? null,
    tookMs: project.clock.now() - start.startedAt,
    records: decision.retry ? recordsPassed(assessed.evidence) : recordsOf(assessed.evidence),
    decision,
    nextBlock: startsAt(next, watching.prepared.plan),
  };
  return { start, watched, assessed, made };
}

function decide(
  watching: Watching,
  {
    watched,
    assessed,
    retries,
  }: { readonly watched: WatchedRun; readonly assessed: Assessed; readonly retries: number },
): RetryDecision {
  const { project, stop } = watching;
  const { max, retry_on: retryOn, backoff: backoffMs } = project.config.settings.run.retries;
  const { verdict, diagnosis } = assessed;
  return decideRetry(
    {
      retries,
      status: verdict.status,
      category: diagnosis?.category ?? null,
      stopped: stop.by() !== null,
      timeLeftMs: timeLeftMs(watching),
      retryAfterMs: askedToWait(watched, diagnosis?.plugin ?? null, project.clock.now()),
    },
    { max, retryOn, backoffMs },
  );
}

/** So many of a plugin's last lines are looked at for the wait it was asked for. */
const lastLines = 40;

function askedToWait({ reader }: WatchedRun, plugin: string | null, now: number): number | null {
  const lines = reader.spoken.linesOf(plugin).slice(-lastLines);
  return retryAfterIn(
    lines.map(({ text }) => text),
    now,
  );
}

/** An attempt that failed before its mapper began let nothing pass. */
function recordsPassed(evidence: RunEvidence): number | null {
  const { mapperBlocks } = evidence;
  return mapperBlocks?.length === 0 && watchedBlocks(evidence).length > 0 ? 0 : recordsOf(evidence);
}

/** Somebody said stop while the next attempt was waited for: the run was stopped, of the reason it waited for. */
function stoppedMeanwhile(tried: Tried, by: StopSignal): Tried {
  const { verdict } = tried.assessed;
  const cause = `Stopped by ${by} while it waited for the next attempt. Before: ${verdict.cause ?? "not known"}`;
  const stopped = { ...verdict, status: "terminated", cause, exitCode: exitCodeOfSignal(by) } as const;
  return { ...tried, assessed: { ...tried.assessed, verdict: stopped } };
}

/** What ended a run, and by which signal this process ends, where by one. */
interface End {
  readonly stopping: Stopping;
  readonly signal: NodeJS.Signals | null;
}

/** The signal that Meltano ended by, as the one who sent it to us named it. */
function endOf({ stopping, exit }: WatchedRun): End {
  const by = stopping.by === "hang" ? null : (stopping.by ?? exit.signal);
  return { stopping, signal: exit.signal === null ? null : by };
}

function endBy(by: StopSignal): End {
  return { stopping: { ...notStopping, by, fromTerminal: isFromTerminal(by) }, signal: by };
}

async function finish(
  watching: Watching,
  { start, watched, assessed }: Tried,
  attempts: readonly MadeAttempt[],
  { stopping, signal }: End,
): Promise<EndedRun> {
  const { project, alerting, run, context, resources } = watching;
  const ending = [...watching.ending.values()];
  const finished = await finishRun({
    ...{ project, alerting, run, context, start, watched, resources, assessed, stopping, attempts, ending },
  });
  return { ...finished, exitCode: exitCodeOf(assessed.verdict) ?? 1, signal };
}
