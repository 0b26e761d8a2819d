import { messageOf } from "../../lib/errors.ts";
import type { Fact } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import type { RunContext } from "../../model/run-context.ts";
import type { Signal } from "../../model/signal.ts";
import { childEnvironment } from "../../runner/child-environment.ts";
import type { RunCommandLine } from "../../runner/command-line.ts";
import { chooseRunId } from "../../runner/meltano-command.ts";
import { readProcessTable } from "../../runner/process-table.ts";
import type { LinePaint } from "../../runner/render-log-line.ts";
import { createResourceWatch, type ResourceWatch } from "../../runner/resources/resource-watch.ts";
import type { Store } from "../../store/index.ts";
import { type Alerting, createAlerting } from "../alerting.ts";
import type { Environment, OpenedProject } from "../open-project.ts";
import { lineageOf } from "../openlineage/lineage-of.ts";
import { watchBegan } from "../tick/watch-began.ts";
import { newRun, openingFacts, openingSignals } from "./begin-run.ts";
import { requireMeltano } from "./find-program.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { runContext } from "./run-context.ts";
import { type EarlierStart, earlierStart, storeOrNull } from "./run-history.ts";
import type { RunPhase, RunProgress } from "./run-progress.ts";
import type { SignalSource } from "./signal-source.ts";
import type { StopRequest } from "./stop-request.ts";
import { type Background, createBackground } from "./told-in-background.ts";

/** One `pitchpipe run`, and where its words go. */
export interface RunRequest {
  readonly line: RunCommandLine;
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  readonly signals: SignalSource;
  /** Prints one line of Meltano's log. */
  readonly relay: (line: string) => void;
  /** Prints one short line of our own about the run with that id. */
  readonly say: (line: string, runId: string) => void;
  readonly paint?: LinePaint;
  /** Told about twice a second while the run goes on. */
  readonly onProgress?: (progress: RunProgress) => void;
}

/** The same with the run's id: it is fixed before anything is said of the run. */
export interface NamedRequest extends Omit<RunRequest, "say"> {
  readonly runId: string;
  readonly say: (line: string) => void;
}

/** Gives a run its id: the user's own, or a new one. */
export function nameRun(request: RunRequest, newRunId: () => string): NamedRequest {
  const runId = chooseRunId(request.line, request.env, newRunId);
  return { ...request, runId, say: (text) => request.say(text, runId) };
}

/** All that belongs to one watched run. */
export interface Watching {
  readonly request: NamedRequest;
  readonly prepared: PreparedRun;
  readonly project: OpenedProject;
  readonly alerting: Alerting;
  readonly background: Background;
  readonly run: Run;
  readonly earlier: EarlierStart;
  readonly meltano: string;
  readonly store: Store | null;
  /** Under what it runs; `null` where that could not be read. */
  readonly context: RunContext | null;
  /** What has to be said when the run ends: the end of a stall that was told. */
  readonly ending: Map<string, Signal>;
  readonly kept: { lost: boolean };
  /** What its plugins take from the machine, over all attempts. */
  readonly resources: ResourceWatch;
  /** Whether this process was told to stop, also while no Meltano runs. */
  readonly stop: StopRequest;
  /** For the live view. */
  readonly phase: RunPhase;
}

/** Opens the run in the store, so that its mapper finds it, and tells that it starts. */
export async function beginWatching(
  request: NamedRequest,
  prepared: PreparedRun,
  stop: StopRequest,
): Promise<Watching> {
  const { line, env, cwd, say, runId } = request;
  const { project, configErrors } = prepared;
  const { path } = requireMeltano({
    flag: line.meltano,
    env: project.env,
    cwd,
    projectRoot: project.project.root,
    table: readProcessTable(),
    parentPid: process.ppid,
  });
  sayConfigErrors(configErrors, say);
  for (const problem of lineageOf(project, project.environment).problems) say(`OpenLineage: ${problem}`);
  const alerting = createAlerting(project);
  const store = await storeOrNull(project);
  // Where it can't be written the next pass fixes it: no store ever stops a run.
  await watchBeganOrNot(store, project.clock.now());
  const trigger = childTrigger(env);
  const run = newRun({ ...prepared, runId, trigger, table: readProcessTable() });
  const earlier = await earlierStart(store, runId);
  const background = createBackground(project, alerting, say);
  const signals = await openingSignals(run, prepared, store);
  const context = contextOf(prepared, path, say);
  const opening: Fact[] = [
    ...openingFacts(run, earlier),
    ...(context === null ? [] : [{ kind: "run_context", runId, context } satisfies Fact]),
  ];
  const recorded = await alerting.commit(opening, signals);
  if (recorded === "stored" && signals.length > 0) background.deliver();
  if (recorded === "stored") background.tellLineage();
  const kept = { lost: recorded === "lost" };
  return {
    request,
    prepared,
    project,
    alerting,
    background,
    run,
    earlier,
    meltano: path,
    store,
    context,
    ending: new Map(),
    kept,
    resources: createResourceWatch(),
    stop,
    phase: {
      beganAt: run.startedAt,
      attempt: 1,
      of: 1 + project.config.settings.run.retries.max,
      nextAt: null,
      preflight: false,
    },
  };
}

/** Only for the account: a folder that can't be read must not keep a load from starting. */
function contextOf(
  { project, plan }: PreparedRun,
  meltano: string,
  say: (line: string) => void,
): RunContext | null {
  try {
    return runContext(project, plan, meltano);
  } catch (thrown) {
    say(`Under what this run runs could not be read: ${messageOf(thrown)}`);
    return null;
  }
}

function childTrigger(env: Environment): string {
  return childEnvironment({ env, runId: "", marker: "" })["MELTANO_JOB_TRIGGER"] ?? "pitchpipe";
}

function sayConfigErrors([first, ...more]: readonly string[], say: (line: string) => void): void {
  if (first === undefined) return;
  const others = more.length === 0 ? "" : ` And ${more.length} more.`;
  say(
    `The configuration is wrong, the run uses what is valid of it. ${first}${others} (pitchpipe config check)`,
  );
}

async function watchBeganOrNot(store: Store | null, now: number): Promise<void> {
  if (store !== null) await watchBegan(store, now).catch(() => null);
}
