import { canonicalJson } from "../../lib/canonical-json.ts";
import type { Diagnosis, Dossier } from "../../model/dossier.ts";
import type { Fact, Recorded } from "../../model/fact.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";
import type { RunContext } from "../../model/run-context.ts";
import type { Signal } from "../../model/signal.ts";
import { causeWith, diagnoseRun } from "../../runner/diagnose-run.ts";
import { type RunEvidence, recordsOf } from "../../runner/evidence.ts";
import type { RunPlan } from "../../runner/plan.ts";
import { pluginResults } from "../../runner/plugin-results.ts";
import { emptyRunSignal, endSignal, resolved } from "../../runner/run-signals.ts";
import { judge, type Verdict } from "../../runner/verdict.ts";
import type { WatchedRun } from "../../runner/watch-run.ts";
import type { Alerting } from "../alerting.ts";
import { flightDetails } from "../documents/flight-document.ts";
import { endOfRunSignals, type RunEnd } from "../end-of-run.ts";
import { qualitySignals } from "../finding-signals.ts";
import type { OpenedProject } from "../open-project.ts";
import { reconcileEnds } from "../quality/reconcile-run.ts";
import { buildDossier } from "./build-dossier.ts";
import { readFinalBlocks, usualRecords } from "./run-history.ts";

export interface FinishRun {
  readonly project: OpenedProject;
  readonly alerting: Alerting;
  readonly plan: RunPlan;
  readonly run: Run;
  readonly attempt: number;
  readonly attemptStartedAt: number;
  readonly watched: WatchedRun;
  /** Under what it ran. */
  readonly context: RunContext | null;
  /** Facts of this run were lost: that a mapper is not in the store says nothing then. */
  readonly factsLost: boolean;
  /** Signals that end with the run, such as that of its stall. */
  readonly ending: readonly Signal[];
}

export interface FinishedRun {
  readonly run: Run;
  readonly verdict: Verdict;
  readonly facts: readonly Fact[];
  readonly recorded: Recorded;
}

/** Judges a run that has ended, and makes its end and all that is told of it durable in one transaction. */
export async function finishRun(input: FinishRun): Promise<FinishedRun> {
  const { project, alerting } = input;
  const evidence = await gather(input);
  const judged = judge(evidence);
  const diagnosis = diagnoseRun(evidence, input.watched.reader.spoken, judged);
  const verdict = { ...judged, cause: causeWith(diagnosis, judged.cause) };
  const run = endedRun(input, verdict, project.clock.now());
  const dossier = await dossierOf(input, run, diagnosis);
  const facts = factsOf(input, { run, verdict, evidence, dossier });
  const found = await findingsTold(input, run, evidence);
  const signals = [...(await signalsOf(input, { run, verdict, evidence, dossier })), ...found.signals];
  const recorded = await alerting.commit([...facts, ...found.facts], signals);
  return { run, verdict, facts, recorded };
}

/** What our process ends with: Meltano's code, but never 0 for a run that failed. */
export function exitCodeOf({ status, exitCode }: Pick<Verdict, "status" | "exitCode">): number | null {
  return status === "failed" && exitCode === 0 ? 1 : exitCode;
}

async function gather({
  project,
  plan,
  run,
  attemptStartedAt,
  watched,
  factsLost,
}: FinishRun): Promise<RunEvidence> {
  const blocks = await readFinalBlocks(project, run, attemptStartedAt);
  const settings = project.config.settings.run;
  return {
    exit: watched.exit,
    stopping: watched.stopping,
    hungTarget: watched.hungTarget,
    log: watched.reader.state(),
    plan,
    mapperBlocks: factsLost && (blocks?.length ?? 0) === 0 ? null : blocks,
    mappersAtEnd: outlivedBy(blocks ?? [], watched),
    tapRecords: watched.reader.claims.tapRecords(),
    usualRecords: await usualRecords(project, run),
    zeroRecords: settings.zero_records,
  };
}

/** Mappers that were alive when Meltano ended: it was not they that ended it. */
function outlivedBy(blocks: readonly MapperBlock[], { outlived }: WatchedRun): Set<string> {
  const lived = blocks.filter(({ process }) =>
    outlived.some(({ pid, startedAt }) => pid === process.pid && startedAt === process.startedAt),
  );
  return new Set(lived.map(({ blockId }) => blockId));
}

interface Judged {
  readonly run: Run;
  readonly verdict: Verdict;
  readonly evidence: RunEvidence;
  /** `null` for a run that is not known to be bad. */
  readonly dossier: Dossier | null;
}

async function dossierOf(
  { project, context }: FinishRun,
  run: Run,
  diagnosis: Diagnosis | null,
): Promise<Dossier | null> {
  if (diagnosis === null) return null;
  try {
    return await buildDossier(await project.store(), run, diagnosis, context);
  } catch {
    // Without a store the past is not known; what the log says is told all the same.
    return buildDossier(null, run, diagnosis, context);
  }
}

function endedRun({ run, watched }: FinishRun, verdict: Verdict, now: number): Run {
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
    notices: [...verdict.notices, ...left],
  };
}

function factsOf(input: FinishRun, { run, verdict, evidence, dossier }: Judged): Fact[] {
  const { runId, status, exitCode, endedAt, heartbeatAt, complete, cause, failedPlugin, notices } = run;
  const claims = input.watched.reader.claims.list();
  const attempt = {
    number: input.attempt,
    status,
    exitCode: verdict.exitCode,
    startedAt: input.attemptStartedAt,
    endedAt,
  };
  return [
    {
      kind: "run_changed",
      runId,
      changes: { status, exitCode, endedAt, heartbeatAt, complete, cause, failedPlugin, notices },
    },
    { kind: "attempt", runId, attempt },
    ...(dossier === null ? [] : [{ kind: "dossier", runId, dossier } satisfies Fact]),
    ...pluginResults(evidence).map((plugin): Fact => ({ kind: "plugin", runId, plugin })),
    ...(claims.length === 0 ? [] : [{ kind: "claims", runId, claims } satisfies Fact]),
  ];
}

async function signalsOf(input: FinishRun, { run, verdict, evidence, dossier }: Judged): Promise<Signal[]> {
  const { project, watched, ending } = input;
  const { stopping } = watched;
  const end = {
    run,
    records: recordsOf(evidence),
    stoppedByPerson: stopping.by === "SIGINT" && stopping.fromTerminal,
    flights: flightDetails(evidence.mapperBlocks ?? []),
    dossier,
  };
  const told = await endSignals(project, end);
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
    if (input.attempt === 1) await reconcileEnds(project, { run, claims, at: project.clock.now() });
    const signals = await qualitySignals(store, run);
    return { signals, facts: [{ kind: "findings_told", runId: run.runId, at: project.clock.now() }] };
  } catch {
    // Without a store the findings wait in the spool, and the next tick tells them.
    return { signals: [], facts: [] };
  }
}

/** What the end is told as, by what is known of the job. */
async function endSignals(project: OpenedProject, end: RunEnd): Promise<Signal[]> {
  try {
    return await endOfRunSignals(project, await project.store(), end);
  } catch {
    // Without a store nobody knows how often it failed before, or what is open: the end is told all the same.
    const { notify } = project.config.settings.run;
    const told = endSignal(end.run, { ...end, notify, failuresInARow: 1, alertAfterFailures: 1 });
    return told === null ? [] : [told];
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
