import { canonicalJson } from "../../lib/canonical-json.ts";
import type { Dossier } from "../../model/dossier.ts";
import type { Fact, Recorded } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import type { RunContext } from "../../model/run-context.ts";
import type { Signal } from "../../model/signal.ts";
import { attemptNotices, type MadeAttempt, recordsOfAttempts } from "../../runner/attempt-words.ts";
import type { RunEvidence } from "../../runner/evidence.ts";
import { pluginResults } from "../../runner/plugin-results.ts";
import { resourceFacts, withResources } from "../../runner/resources/resource-facts.ts";
import type { ResourceWatch } from "../../runner/resources/resource-watch.ts";
import { emptyRunSignal, resolved } from "../../runner/run-signals.ts";
import { exitCodeOfSignal } from "../../runner/signal-number.ts";
import type { Stopping } from "../../runner/stopping.ts";
import { sumClaims } from "../../runner/sum-claims.ts";
import type { Verdict } from "../../runner/verdict.ts";
import type { WatchedRun } from "../../runner/watch-run.ts";
import type { Alerting } from "../alerting.ts";
import { flightDetails } from "../documents/flight-document.ts";
import { qualitySignals } from "../finding-signals.ts";
import type { OpenedProject } from "../open-project.ts";
import { reconcileEnds } from "../reconcile/reconcile-run.ts";
import type { Assessed } from "./assess.ts";
import type { AttemptStart } from "./attempt-start.ts";
import { dossierOf } from "./build-dossier.ts";
import { unfinishedBlock } from "./failure-impact.ts";
import { tellEnd } from "./tell-end.ts";

export interface FinishRun {
  readonly project: OpenedProject;
  readonly alerting: Alerting;
  readonly run: Run;
  /** The last attempt: how it began, what was seen of it, and how it was judged. */
  readonly start: AttemptStart;
  readonly watched: WatchedRun;
  /** What its plugins took from the machine, over all attempts. */
  readonly resources: ResourceWatch;
  readonly assessed: Assessed;
  /** What ended the run, where it was told to stop: also while no Meltano was running. */
  readonly stopping: Stopping;
  /** All attempts of this command, the last one too. */
  readonly attempts: readonly MadeAttempt[];
  /** Under what it ran. */
  readonly context: RunContext | null;
  /** Signals that end with the run, such as that of its stall. */
  readonly ending: readonly Signal[];
}

export interface FinishedRun {
  readonly run: Run;
  readonly facts: readonly Fact[];
  readonly recorded: Recorded;
}

/** The same, with what our own process ends as. */
export interface EndedRun extends FinishedRun {
  readonly exitCode: number;
  /** The signal to end by, instead of the exit code. */
  readonly signal: NodeJS.Signals | null;
}

/** Makes the end of a run that was judged, and all that is told of it, durable in one transaction. */
export async function finishRun(input: FinishRun): Promise<FinishedRun> {
  const { project, alerting, assessed, context } = input;
  const { evidence, verdict } = assessed;
  const run = endedRun(input, verdict, project.clock.now());
  const unfinished = unfinishedBlock(evidence, verdict.failedPlugin);
  const dossier = await dossierOf(project, { run, diagnosis: assessed.diagnosis, context, unfinished });
  const facts = factsOf(input, { run, verdict, evidence, dossier });
  const found = await findingsTold(input, run, evidence);
  const signals = [...(await signalsOf(input, { run, verdict, evidence, dossier })), ...found.signals];
  const recorded = await alerting.commit([...facts, ...found.facts], signals);
  return { run, facts, recorded };
}

/** What an attempt leaves in the store, whether or not another one follows. */
export function attemptFacts(
  {
    run: { runId },
    start,
    watched,
    assessed,
    resources,
  }: Pick<FinishRun, "start" | "watched" | "assessed" | "resources"> & { readonly run: Pick<Run, "runId"> },
  { status }: Pick<MadeAttempt, "status">,
  endedAt: number,
): Fact[] {
  const { number, startedAt, earlier } = start;
  const { code, signal } = assessed.evidence.exit;
  const exitCode = code ?? exitCodeOfSignal(signal);
  const attempt = { number, status, exitCode, startedAt, endedAt };
  const plugins = withResources(pluginResults(assessed.evidence), resources.list(), exitCode);
  const said = watched.reader.claims.list();
  const claims = sumClaims(earlier.claims, said);
  return [
    { kind: "attempt", runId, attempt },
    ...plugins.map((plugin): Fact => ({ kind: "plugin", runId, plugin })),
    ...resourceFacts(runId, resources),
    ...(said.length === 0 ? [] : [{ kind: "claims", runId, claims } satisfies Fact]),
  ];
}

/** What our process ends with: Meltano's code, but never 0 for a run that failed. */
export function exitCodeOf({ status, exitCode }: Pick<Verdict, "status" | "exitCode">): number | null {
  return status === "failed" && exitCode === 0 ? 1 : exitCode;
}

interface Judged {
  readonly run: Run;
  readonly verdict: Verdict;
  readonly evidence: RunEvidence;
  /** `null` for a run that is not known to be bad. */
  readonly dossier: Dossier | null;
}

function endedRun({ run, watched, attempts }: FinishRun, verdict: Verdict, now: number): Run {
  const ended = watched.ended.length;
  const left =
    ended === 0
      ? []
      : [`${ended} process${ended === 1 ? "" : "es"} that Meltano left behind had to be ended.`];
  return {
    ...run,
    status: verdict.status,
    exitCode: exitCodeOf(verdict),
    endedAt: now,
    heartbeatAt: now,
    complete: verdict.complete,
    cause: verdict.cause,
    failedPlugin: verdict.failedPlugin,
    notices: [...attemptNotices(attempts), ...verdict.notices, ...left],
  };
}

function factsOf(input: FinishRun, { run, dossier }: Judged): Fact[] {
  const { runId, status, exitCode, endedAt, heartbeatAt, complete, cause, failedPlugin, notices } = run;
  const changes = { status, exitCode, endedAt, heartbeatAt, complete, cause, failedPlugin, notices };
  const last = input.attempts.at(-1) ?? { status };
  return [
    { kind: "run_changed", runId, changes },
    ...attemptFacts(input, last, endedAt ?? run.startedAt),
    ...(dossier === null ? [] : [{ kind: "dossier", runId, dossier } satisfies Fact]),
  ];
}

async function signalsOf(input: FinishRun, { run, verdict, evidence, dossier }: Judged): Promise<Signal[]> {
  const { project, attempts, stopping, ending } = input;
  const end = {
    run,
    records: recordsOfAttempts(attempts),
    stoppedByPerson: stopping.by === "SIGINT" && stopping.fromTerminal,
    flights: flightDetails(evidence.mapperBlocks ?? []),
    dossier,
    attempts,
  };
  const told = await tellEnd(project, end);
  return unique([...told, ...emptyRun(run, verdict, end.records), ...ending]);
}

/**
 * What checks found, told once; left to `tick` while a mapper has not said its last word, or nobody can read it. A stored
 * fact says that it was told, in the same transaction.
 */
async function findingsTold(
  input: FinishRun,
  run: Run,
  { mapperBlocks }: RunEvidence,
): Promise<{ readonly signals: readonly Signal[]; readonly facts: readonly Fact[] }> {
  const { project } = input;
  const isWhole = (mapperBlocks ?? []).every(({ closedAt }) => closedAt !== null);
  if (mapperBlocks === null || mapperBlocks.length === 0 || !isWhole) return { signals: [], facts: [] };
  try {
    const store = await project.store();
    const claims = input.watched.reader.claims.list();
    // With several attempts the mappers counted all of them, and tap and target only the last.
    if (input.start.number === 1) await reconcileEnds(project, { run, claims, at: project.clock.now() });
    const signals = await qualitySignals(store, run);
    return { signals, facts: [{ kind: "findings_told", runId: run.runId, at: project.clock.now() }] };
  } catch {
    // Without a store the findings wait in the spool, and the next tick tells them.
    return { signals: [], facts: [] };
  }
}

/** A run without records where there always were some is told; one with records ends that. */
function emptyRun(run: Run, { unusuallyEmpty }: Verdict, records: number | null): Signal[] {
  if (run.status !== "success") return [];
  const signal = emptyRunSignal(run);
  if (unusuallyEmpty) return [signal];
  return records === null || records === 0
    ? []
    : [resolved(signal, signal.at, `${run.job} loads records again.`)];
}

/** A green run ends the stall of its job; that the run itself ends it too is said once. */
function unique(signals: readonly Signal[]): Signal[] {
  const keyOf = ({ name, state, labels }: Signal): string => canonicalJson([name, state, { ...labels }]);
  return [...new Map(signals.map((signal) => [keyOf(signal), signal])).values()];
}
