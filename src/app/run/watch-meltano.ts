import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, messageOf } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Fact, Recorded } from "../../model/fact.ts";
import { childEnvironment } from "../../runner/child-environment.ts";
import { meltanoArguments, relayLevel } from "../../runner/meltano-command.ts";
import { readProcessTable } from "../../runner/process-table.ts";
import { resolved, stallSignal } from "../../runner/run-signals.ts";
import type { Stall } from "../../runner/stall.ts";
import { type WatchedRun, watchRun } from "../../runner/watch-run.ts";
import { readBlocks } from "./run-history.ts";
import { type ProgressLook, progressBetween } from "./run-progress.ts";
import type { Watching } from "./watching.ts";

/** Starts Meltano and stands by it to its end. */
export async function watchMeltano(watching: Watching): Promise<WatchedRun> {
  const { request, project, run, background, kept } = watching;
  const every = (ms: number, work: () => void): (() => void) => {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  };
  const record = async (facts: readonly Fact[]): Promise<Recorded> => {
    const recorded = await project.recorder.record(facts);
    kept.lost ||= recorded === "lost";
    return recorded;
  };
  const stop = [every(60_000, background.tick), watchProgress(watching, every)];
  try {
    return await watchRun(watchOptions(watching), {
      spawn,
      table: readProcessTable(),
      kill: killIfThere,
      sleep: async (ms) => void (await sleep(ms)),
      now: project.clock.now,
      every,
      onSignal: request.signals.onSignal,
      ownPid: process.pid,
      record,
      readBlocks: () => readBlocks(project, run, run.startedAt),
      relay: request.relay,
      say: request.say,
    });
  } catch (thrown) {
    await notStarted(watching, messageOf(thrown));
    throw cannotStart(watching.meltano, thrown);
  } finally {
    for (const end of stop) end();
  }
}

function watchOptions({ request, prepared, project, run, background, meltano, earlier, ending }: Watching) {
  const { line, env, paint } = request;
  const settings = project.config.settings;
  const marker = project.newId();
  const level = relayLevel(line, env);
  const { stall_after: stallAfterMs } = settings.run;
  const timeoutMs = env["MELTANO_RUN_TIMEOUT"] ? null : (settings.run.timeout ?? null);
  return {
    run,
    command: meltano,
    args: meltanoArguments(line, { level, runId: run.runId, timeoutMs }),
    env: childEnvironment({ env, runId: run.runId, marker }),
    marker,
    redactor: project.redactor,
    log: {
      format: line.logFormat,
      level,
      where: `pitchpipe runs logs ${shortId(run.runId)}`,
      ...(paint === undefined ? {} : { paint }),
    },
    keepLog: settings.logs.keep,
    firstChunk: earlier.firstChunk,
    killAfterMs: settings.run.kill_after,
    stallAfterMs: prepared.plan.blocks.some(({ kind }) => kind === "extract_load") ? stallAfterMs : null,
    onStall(stall: Stall) {
      const signal = stallSignal(run, stall, { stallAfterMs: stallAfterMs ?? 0, now: project.clock.now() });
      ending.set("stall", resolved(signal, signal.at, "The run has ended."));
      background.tell([signal]);
    },
    onFlow() {
      const told = ending.get("stall");
      ending.delete("stall");
      if (told) background.tell([resolved(told, project.clock.now(), "Records flow again.")]);
    },
  };
}

/** Looks at the counts twice a second where somebody wants to see them. */
function watchProgress(
  { request, project, run }: Watching,
  every: (ms: number, work: () => void) => () => void,
): () => void {
  const { onProgress } = request;
  if (onProgress === undefined) return () => undefined;
  let before: ProgressLook | null = null;
  let looking = false;
  const look = async (): Promise<void> => {
    const store = await project.store();
    const blocks = await store.blocks.ofRun(run.runId);
    const now = { at: project.clock.now(), blocks, streams: await store.blocks.streams(run.runId) };
    onProgress(progressBetween(run, before, now));
    before = now;
  };
  return every(500, () => {
    if (looking) return;
    looking = true;
    look().then(
      () => {
        looking = false;
      },
      // A store that is away is told elsewhere; the view stays as it is.
      () => undefined,
    );
  });
}

async function notStarted({ alerting, run, project }: Watching, why: string): Promise<void> {
  const changes = {
    status: "not_started",
    endedAt: project.clock.now(),
    complete: true,
    cause: why.slice(0, 200),
  } as const;
  await alerting.commit([{ kind: "run_changed", runId: run.runId, changes }], []);
}

function cannotStart(meltano: string, thrown: unknown): ConfigError {
  return new ConfigError({
    code: "MELTANO_NOT_FOUND",
    what: `Meltano could not be started: ${messageOf(thrown)}.`,
    why: `The program is ${meltano}.`,
    whatToDo: "Try it yourself: `meltano --version`. Name another one with `--meltano PATH`.",
    cause: thrown,
  });
}

function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}
