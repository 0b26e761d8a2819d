import { hostname } from "node:os";
import { resolvingSignal } from "../../alerts/index.ts";
import type { Fact } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import type { Signal } from "../../model/signal.ts";
import { processIdentity } from "../../runner/process-identity.ts";
import type { ProcessTable } from "../../runner/process-table.ts";
import { configSignal, startSignal } from "../../runner/run-signals.ts";
import type { Store } from "../../store/index.ts";
import type { PreparedRun } from "./prepare-run.ts";
import type { EarlierStart } from "./run-history.ts";

export interface BeginRun extends PreparedRun {
  readonly runId: string;
  readonly trigger: string;
  readonly table: ProcessTable;
}

/** The run as it stands before Meltano is started. */
export function newRun({ project, plan, runId, trigger, table }: BeginRun): Run {
  const { settings, owner } = project.config;
  const now = project.clock.now();
  return {
    runId,
    project: project.project.name,
    environment: project.environment,
    job: plan.job,
    tasks: plan.tasks,
    status: "running",
    exitCode: null,
    startedAt: now,
    endedAt: null,
    complete: false,
    owner,
    labels: { ...settings.labels, ...settings.jobs[plan.job]?.labels },
    trigger,
    source: "runner",
    process: processIdentity(process.pid, hostname(), table),
    heartbeatAt: now,
    cause: null,
    failedPlugin: null,
    notices: [],
  };
}

/** The facts of a beginning. A run id that is used again begins again, as its next attempt. */
export function openingFacts(run: Run, { attempt, known }: EarlierStart): Fact[] {
  const { runId, startedAt, process, heartbeatAt } = run;
  const again = {
    status: "running",
    exitCode: null,
    endedAt: null,
    complete: false,
    cause: null,
    failedPlugin: null,
    process,
    heartbeatAt,
  } as const;
  return [
    { kind: "run_opened", run },
    ...(known ? [{ kind: "run_changed", runId, changes: again } satisfies Fact] : []),
    {
      kind: "attempt",
      runId,
      attempt: { number: attempt, status: "running", exitCode: null, startedAt, endedAt: null },
    },
  ];
}

/** What is told at the start: that it started, where wished and not held back by a preflight, and whether the configuration is wrong, or right again. */
export async function openingSignals(
  run: Run,
  { project, configErrors }: PreparedRun,
  store: Store | null,
): Promise<Signal[]> {
  const { notify, preflight } = project.config.settings.run;
  const started = preflight ? null : startSignal(run, notify);
  const { startedAt: at, runId } = run;
  const labels = { project: run.project };
  const config =
    configErrors.length > 0
      ? [configSignal(labels, { problems: configErrors, at, runId })]
      : await endedConfigAlerts(run, store);
  return started === null ? config : [started, ...config];
}

async function endedConfigAlerts(
  { project, startedAt: at, runId }: Run,
  store: Store | null,
): Promise<Signal[]> {
  const open = await store?.alerts.list({
    types: ["system_health"],
    statuses: ["pending", "active", "acknowledged", "suppressed"],
    labels: { project, check: "config" },
  });
  return (open ?? []).map((alert) =>
    resolvingSignal(alert, { at, runId, message: "The configuration is valid again." }),
  );
}
