import { resolve } from "node:path";
import { isDisabled, isUnderInvoke } from "../runner/child-environment.ts";
import { parseRunArguments, type RunCommandLine } from "../runner/command-line.ts";
import { plainMeltanoArguments } from "../runner/meltano-command.ts";
import { readProcessTable } from "../runner/process-table.ts";
import { newRunId } from "./clock.ts";
import type { RunDocument } from "./documents/run-document.ts";
import type { Environment } from "./open-project.ts";
import { requireRoot } from "./require-root.ts";
import { runAttempts } from "./run/attempts.ts";
import { every } from "./run/every.ts";
import { requireMeltano } from "./run/find-program.ts";
import type { EndedRun } from "./run/finish-run.ts";
import { holdBack, stopBeforeStart } from "./run/hold-back.ts";
import { outcomeDocument } from "./run/outcome-document.ts";
import { passThrough } from "./run/pass-through.ts";
import { passPreflight, preflight } from "./run/preflight.ts";
import { type PreparedRun, prepareRun } from "./run/prepare-run.ts";
import { createStopRequest } from "./run/stop-request.ts";
import { tellPace } from "./run/tell-pace.ts";
import { watchProgress } from "./run/watch-progress.ts";
import { beginWatching, type NamedRequest, nameRun, type RunRequest, type Watching } from "./run/watching.ts";

export type { RunProgress } from "./run/run-progress.ts";
export { createSignalSource } from "./run/signal-source.ts";
export type { RunRequest } from "./run/watching.ts";
export { parseRunArguments, type RunCommandLine };

export interface RunOutcome {
  /** The run's document (design section 15); `null` where nothing was recorded. */
  readonly document: RunDocument | null;
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
  const stop = createStopRequest(request.signals);
  try {
    const watching = await beginWatching(request, prepared, stop);
    const ended = await startAndEnd(watching);
    return await outcomeOf(watching, ended);
  } finally {
    stop.close();
  }
}

async function startAndEnd(watching: Watching): Promise<EndedRun> {
  const { background } = watching;
  const stop = [every(60_000, background.tick), watchProgress(watching), tellPace(watching)];
  try {
    const ended = await attempt(watching);
    // A pass that began before the end was written may have missed it.
    await background.settled();
    if (ended.recorded === "stored") tellEnd(watching, ended);
    await background.settled();
    return ended;
  } finally {
    for (const end of stop) end();
  }
}

function tellEnd(watching: Watching, ended: EndedRun): void {
  const { background } = watching;
  if (isCutShort(watching, ended)) {
    background.deliver();
    background.tellLineage();
  } else background.tick();
}

/** Who said stop does not wait for checks of the outside, and a run that was held back just made them. */
function isCutShort({ stop }: Watching, { run }: EndedRun): boolean {
  return stop.by() !== null || run.status === "not_started";
}

/** The run's attempts, where nothing keeps it from its first one. */
async function attempt(watching: Watching): Promise<EndedRun> {
  const { project, stop } = watching;
  const checked = project.config.settings.run.preflight ? await preflight(watching) : null;
  const by = stop.by();
  if (by !== null) return stopBeforeStart(watching, by);
  if (checked?.heldBack) return holdBack(watching, checked.heldBack);
  if (checked !== null) passPreflight(watching, checked.notes);
  return runAttempts(watching);
}

async function outcomeOf(
  { store }: Watching,
  { run, facts, exitCode, signal }: EndedRun,
): Promise<RunOutcome> {
  return { document: await outcomeDocument(store, run, facts), exitCode, signal };
}
