import type { Run } from "../../model/run.ts";
import { newRunId } from "../clock.ts";
import { runAttempts } from "../run/attempts.ts";
import type { SignalSource } from "../run/signal-source.ts";
import { createStopRequest } from "../run/stop-request.ts";
import { createBackground } from "../run/told-in-background.ts";
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
  const { alerting, clock, standIn } = stage;
  standIn.play(part);
  const ahead = clock.ahead();
  const request = requestOf(stage);
  const stop = createStopRequest(request.signals);
  const begun = await beginWatching(request, once(stage.prepared), stop);
  const background = createBackground(stage.telling, alerting, () => undefined);
  const [{ run }] = await Promise.all([runAttempts({ ...begun, alerting, background }), meanwhile?.()]);
  stop.close();
  await begun.background.settled();
  await background.settled();
  const endedAt = run.endedAt === null ? null : run.endedAt + clock.ahead();
  await letBeTold(stage);
  const troubleAt = standIn.troubleAt();
  return { run, endedAt, troubleAt: troubleAt === null ? null : troubleAt + ahead };
}

/** A drill wants its trouble told, not tried again, and its stand-in has no source to look at. */
function once(prepared: Stage["prepared"]): Stage["prepared"] {
  const { config } = prepared.project;
  const { run } = config.settings;
  const settings = {
    ...config.settings,
    run: { ...run, preflight: false, retries: { ...run.retries, max: 0 } },
  };
  return { ...prepared, project: { ...prepared.project, config: { ...config, settings } } };
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
