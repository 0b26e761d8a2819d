import { attemptNotices, attemptSaid, type MadeAttempt } from "../../runner/attempt-words.ts";
import type { WatchedRun } from "../../runner/watch-run.ts";
import type { Assessed } from "./assess.ts";
import type { AttemptStart } from "./attempt-start.ts";
import { every } from "./every.ts";
import { attemptFacts } from "./finish-run.ts";
import type { Watching } from "./watching.ts";

/** An attempt, from its start to what was decided of it. */
export interface Tried {
  readonly start: AttemptStart;
  readonly watched: WatchedRun;
  readonly assessed: Assessed;
  readonly made: MadeAttempt;
}

const heartbeatMs = 10_000;

/**
 * Says that an attempt failed and another one comes, in the log too, and makes durable what it left. Nobody is alerted:
 * the run goes on. Answers the number of the next log chunk.
 */
export async function tellRetry(
  { request, project, run: { runId }, background, ending, resources }: Watching,
  { start, watched, assessed, made }: Tried,
  attempts: readonly MadeAttempt[],
): Promise<number> {
  const at = project.clock.now();
  const line = project.redactor.text(attemptSaid(made));
  const chunk = { number: watched.nextChunk, at, lines: [`pitchpipe: ${line}`] };
  const isKept = project.config.settings.logs.keep !== "none";
  await project.recorder.record([
    ...attemptFacts({ run: { runId }, start, watched, assessed, resources }, made, at),
    {
      kind: "run_changed",
      runId,
      changes: { notices: [...attemptNotices(attempts), line], heartbeatAt: at },
    },
    ...(isKept ? [{ kind: "log", runId, chunk } as const] : []),
  ]);
  request.say(line);
  // A stall ends with the attempt that stalled.
  if (ending.size > 0) background.tell([...ending.values()]);
  ending.clear();
  return watched.nextChunk + Number(isKept);
}

/** Waits for the next attempt, alive for whoever looks, and at an end as soon as somebody says stop. */
export async function waitForNext(
  { project, run: { runId }, stop, phase }: Watching,
  waitMs: number,
): Promise<void> {
  phase.nextAt = project.clock.now() + waitMs;
  const endBeat = every(heartbeatMs, () => {
    void project.recorder.record([{ kind: "run_heartbeat", runId, at: project.clock.now() }]);
  });
  await stop.wait(waitMs);
  endBeat();
  phase.nextAt = null;
}

/** Opens the next attempt in the store: whoever looks finds it there, and findings are told apart by it. */
export async function tellNext(
  { project, run: { runId } }: Watching,
  { number, startedAt }: AttemptStart,
): Promise<void> {
  const attempt = { number, status: "running", exitCode: null, startedAt, endedAt: null } as const;
  await project.recorder.record([{ kind: "attempt", runId, attempt }]);
}
