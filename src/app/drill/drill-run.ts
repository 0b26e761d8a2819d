import type { Run } from "../../model/run.ts";
import { newRunId } from "../clock.ts";
import { finishRun } from "../run/finish-run.ts";
import type { SignalSource } from "../run/signal-source.ts";
import { createBackground } from "../run/told-in-background.ts";
import { watchMeltano } from "../run/watch-meltano.ts";
import { beginWatching, type NamedRequest } from "../run/watching.ts";
import type { Stage } from "./stage.ts";
import type { Part } from "./stand-in.ts";
import { letBeTold } from "./told.ts";

export interface DrilledRun {
  readonly run: Run;
  /** When it ended, by the drill's clock. */
  readonly endedAt: number | null;
  /** When its trouble began, by the drill's clock; `null` where it had none. */
  readonly troubleAt: number | null;
}

/**
 * One run of the stand-in, begun, watched, judged and told by the code that does so every night. `meanwhile` happens while
 * it is under way.
 */
export async function drillRun(
  stage: Stage,
  part: Part,
  meanwhile?: () => Promise<void>,
): Promise<DrilledRun> {
  const { prepared, project, alerting, clock, standIn } = stage;
  standIn.play(part);
  const ahead = clock.ahead();
  const begun = await beginWatching(requestOf(stage), prepared);
  const background = createBackground(stage.telling, alerting, () => undefined);
  const watching = { ...begun, alerting, background };
  const [watched] = await Promise.all([watchMeltano(watching), meanwhile?.()]);
  await begun.background.settled();
  await background.settled();
  const { run } = await finishRun({
    project,
    alerting,
    plan: prepared.plan,
    run: watching.run,
    attempt: watching.earlier.attempt,
    attemptStartedAt: watching.run.startedAt,
    watched,
    context: watching.context,
    factsLost: watching.kept.lost,
    ending: [...watching.ending.values()],
  });
  const endedAt = run.endedAt === null ? null : run.endedAt + clock.ahead();
  await letBeTold(stage);
  const troubleAt = standIn.troubleAt();
  return { run, endedAt, troubleAt: troubleAt === null ? null : troubleAt + ahead };
}

function requestOf(stage: Stage): NamedRequest {
  const { line, env, project, signal } = stage;
  return {
    line,
    argv: line.blocks,
    env,
    cwd: project.project.root,
    signals: stoppedBy(signal),
    relay: () => undefined,
    say: () => undefined,
    runId: newRunId(),
  };
}

/** Whoever stops the drill stops the run that is under way. */
function stoppedBy(signal: AbortSignal): SignalSource {
  return {
    onSignal: (listener) => {
      const stop = (): void => listener("SIGTERM");
      if (signal.aborted) queueMicrotask(stop);
      signal.addEventListener("abort", stop, { once: true });
      return () => signal.removeEventListener("abort", stop);
    },
    close: () => undefined,
    raise: () => undefined,
  };
}
