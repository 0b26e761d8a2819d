import { resolve } from "node:path";
import type { Json } from "../lib/canonical-json.ts";
import { isDisabled, isUnderInvoke } from "../runner/child-environment.ts";
import { parseRunArguments, type RunCommandLine } from "../runner/command-line.ts";
import { plainMeltanoArguments } from "../runner/meltano-command.ts";
import { readProcessTable } from "../runner/process-table.ts";
import type { WatchedRun } from "../runner/watch-run.ts";
import { newRunId } from "./clock.ts";
import type { Environment } from "./open-project.ts";
import { requireRoot } from "./require-root.ts";
import { requireMeltano } from "./run/find-program.ts";
import { exitCodeOf, type FinishedRun, finishRun } from "./run/finish-run.ts";
import { outcomeDocument } from "./run/outcome-document.ts";
import { passThrough } from "./run/pass-through.ts";
import { type PreparedRun, prepareRun } from "./run/prepare-run.ts";
import { watchMeltano } from "./run/watch-meltano.ts";
import { beginWatching, type NamedRequest, nameRun, type RunRequest, type Watching } from "./run/watching.ts";

export type { RunProgress } from "./run/run-progress.ts";
export { createSignalSource } from "./run/signal-source.ts";
export type { RunRequest } from "./run/watching.ts";
export { parseRunArguments, type RunCommandLine };

export interface RunOutcome {
  /** The run's document (design section 15); `null` where nothing was recorded. */
  readonly document: { readonly [key: string]: Json } | null;
  readonly exitCode: number;
  /** The signal to end by, instead of the exit code. */
  readonly signal: NodeJS.Signals | null;
}

/** Runs Meltano and watches it; or only hands on, for what loads nothing and where pitchpipe is switched off. */
export async function run(request: RunRequest): Promise<RunOutcome> {
  if (isDisabled(request.env) || request.line.nothingRuns) return handOn(request);
  const named = nameRun(request, newRunId);
  const prepared = prepareRun(named);
  try {
    return await runWatched(named, prepared);
  } finally {
    await prepared.project.close();
  }
}

/** Whether a run's log goes to stdout: under `meltano invoke` stderr breaks on long lines. */
export function logsToStdout(env: Environment, { json }: RunCommandLine): boolean {
  return isUnderInvoke(env) && !json;
}

async function handOn({ line, env, cwd, signals }: RunRequest): Promise<RunOutcome> {
  const folder = resolve(cwd, line.globals.get("--cwd") ?? ".");
  const meltano = requireMeltano({
    flag: line.meltano,
    env,
    cwd,
    projectRoot: requireRoot({ cwd: folder, env }),
    table: readProcessTable(),
    parentPid: process.ppid,
  });
  const { code, signal } = await passThrough({
    command: meltano.path,
    args: plainMeltanoArguments(line),
    env,
    underInvoke: isUnderInvoke(env),
    signals,
  });
  return { document: null, exitCode: code ?? 1, signal };
}

async function runWatched(request: NamedRequest, prepared: PreparedRun): Promise<RunOutcome> {
  const watching = await beginWatching(request, prepared);
  const watched = await watchMeltano(watching);
  const finished = await finish(watching, watched);
  return outcomeOf(watching, watched, finished);
}

async function finish(watching: Watching, watched: WatchedRun): Promise<FinishedRun> {
  const { project, alerting, prepared, run, earlier, background, ending, kept } = watching;
  const finished = await finishRun({
    project,
    alerting,
    plan: prepared.plan,
    run,
    attempt: earlier.attempt,
    attemptStartedAt: run.startedAt,
    watched,
    context: watching.context,
    factsLost: kept.lost,
    ending: [...ending.values()],
  });
  // A pass that began before the end was written may have missed it.
  await background.settled();
  if (finished.recorded === "stored") background.tick();
  await background.settled();
  return finished;
}

async function outcomeOf(
  watching: Watching,
  watched: WatchedRun,
  { run, verdict, facts }: FinishedRun,
): Promise<RunOutcome> {
  const { stopping, exit } = watched;
  const by = stopping.by === "hang" ? null : stopping.by;
  return {
    document: await outcomeDocument(watching.store, run, facts),
    exitCode: exitCodeOf(verdict) ?? 1,
    signal: exit.signal === null || stopping.by === "hang" ? null : (by ?? exit.signal),
  };
}
