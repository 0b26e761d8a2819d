import { resolvingSignal } from "../alerts/index.ts";
import { loadConfig } from "../config/load.ts";
import type { Json } from "../lib/canonical-json.ts";
import type { Dossier } from "../model/dossier.ts";
import { badStatuses, type Run } from "../model/run.ts";
import type { Signal } from "../model/signal.ts";
import type { MadeAttempt } from "../runner/attempt-words.ts";
import { endSignal } from "../runner/end-signal.ts";
import type { Store } from "../store/index.ts";
import type { OpenedProject } from "./open-project.ts";

/** How far back failures in a row are counted. */
const historyLimit = 200;

/** What is open of a job ends with its next good run. */
const endedByGoodRun = ["pipeline_failure", "pipeline_stalled"] as const;

export interface RunEnd {
  /** The run as it stands at its end. */
  readonly run: Run;
  /** Records that passed; `null` where nobody counted. */
  readonly records: number | null;
  /** A person at the terminal ended it himself. */
  readonly stoppedByPerson: boolean;
  /** What targets may have been holding, where that is known. */
  readonly flights?: Json;
  /** Why it failed; `null` or left out where nobody knows. */
  readonly dossier?: Dossier | null;
  /** All attempts of the run, where it was tried again or somebody wished that. */
  readonly attempts?: readonly MadeAttempt[];
}

/** The signals of a run's end: what it is told as, and for a good run the end of what was open of its job. */
export async function endOfRunSignals(
  project: OpenedProject,
  store: Store,
  { run, records, stoppedByPerson, flights = null, dossier = null, attempts = [] }: RunEnd,
): Promise<Signal[]> {
  const { run: settings } = settingsOfJob(project, run);
  const told = endSignal(run, {
    notify: settings.notify,
    records,
    failuresInARow: await failuresInARow(store, run),
    alertAfterFailures: settings.alert_after_failures,
    stoppedByPerson,
    flights,
    dossier,
    attempts,
    streams: await store.blocks.streams(run.runId),
  });
  const ends = run.status === "success" ? await resolvedBy(store, run) : [];
  return told === null ? ends : [told, ...ends];
}

/** The settings as they hold for a run's environment and job. */
export function settingsOfJob({ project, env }: OpenedProject, { environment, job }: Run) {
  return loadConfig({ root: project.root, sysDir: project.sysDir, env, environment, job, overrides: {} })
    .settings;
}

/** Bad runs of the job up to and with this one; a run that nobody can judge neither counts nor breaks the row. */
async function failuresInARow(store: Store, run: Run): Promise<number> {
  if (!badStatuses.has(run.status)) return 0;
  const earlier = await store.runs.list({
    project: run.project,
    environment: run.environment,
    job: run.job,
    startedBefore: run.startedAt,
    limit: historyLimit,
  });
  const judged = earlier.filter(
    ({ runId, status }) => runId !== run.runId && status !== "running" && status !== "unknown",
  );
  const firstGood = judged.findIndex(({ status }) => !badStatuses.has(status));
  return 1 + (firstGood === -1 ? judged.length : firstGood);
}

async function resolvedBy(store: Store, run: Run): Promise<Signal[]> {
  const open = await store.alerts.list({
    types: endedByGoodRun,
    statuses: ["pending", "active", "acknowledged", "suppressed"],
    labels: { project: run.project, environment: run.environment, job: run.job },
  });
  const at = run.endedAt ?? run.startedAt;
  const message = `${run.job} succeeded again.`;
  return open.map((alert) => resolvingSignal(alert, { at, message, runId: run.runId }));
}
