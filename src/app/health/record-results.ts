import { resolvingSignal } from "../../alerts/index.ts";
import { blame, nextState } from "../../health/index.ts";
import type { HealthResult, HealthState } from "../../model/health.ts";
import type { Sample } from "../../model/sample.ts";
import type { Signal } from "../../model/signal.ts";
import type { StoreTransaction } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import { openStatuses } from "../alerts/alert-listing.ts";
import type { OpenedProject } from "../open-project.ts";
import { scopeOf } from "../scope.ts";
import { changeSignals, healthSignalName } from "./change-signal.ts";
import type { CheckList, ListedCheck } from "./list-checks.ts";

/** Results that may be believed of a check that this pass did not make. */
export interface Recording {
  readonly list: CheckList;
  readonly results: readonly HealthResult[];
  readonly hashOf: (listed: ListedCheck) => string;
  readonly alerting: Pick<Alerting, "engine">;
}

/**
 * Keeps results with their history and samples, and tells what changed, all in one transaction. Answers how many signals
 * that were.
 */
export async function recordResults(project: OpenedProject, recording: Recording): Promise<number> {
  const store = await project.store();
  return store.transaction(async (tx) => {
    const signals = [
      ...(await recordNew(tx, project, recording)),
      ...(await endRemoved(tx, project, recording)),
    ];
    if (signals.length === 0) return 0;
    await recording.alerting.engine.process(tx, signals, project.clock.now());
    await recording.alerting.engine.advance(tx);
    return signals.length;
  });
}

async function recordNew(
  tx: StoreTransaction,
  project: OpenedProject,
  { list, results, hashOf }: Recording,
): Promise<Signal[]> {
  const scope = scopeOf(project);
  const before = await tx.health.states(scope);
  const fresh = new Map(results.map((result) => [result.check, result]));
  const known = [...before.values()].map(({ result }) => result).filter(({ check }) => !fresh.has(check));
  const blames = blame([...known, ...results], list.dependencies);
  const signals: Signal[] = [];
  const states: HealthState[] = [];
  for (const result of results) {
    const listed = list.checks.get(result.check);
    if (listed === undefined) continue;
    const old = before.get(result.check);
    const thresholds = {
      failures: listed.settings?.failures ?? 1,
      successes: listed.settings?.successes ?? 1,
      blocked: (blames.get(result.check)?.blockedBy.length ?? 0) > 0,
    };
    const state: HealthState = {
      ...nextState(old, result.status, thresholds),
      result,
      settingsHash: hashOf(listed),
    };
    states.push(state);
    if (state.told !== (old?.told ?? null)) signals.push(...changeSignals(listed, state, placeOf(project)));
  }
  await tx.health.record(scope, states);
  await tx.metrics.record(
    project.project.name,
    results.flatMap((result) => samplesOf(project, result)),
  );
  return signals;
}

function placeOf({ project, environment, config }: OpenedProject) {
  return { project, environment, labels: config.settings.labels };
}

/** Of what is unknown there is nothing to measure. */
function samplesOf({ project, environment }: OpenedProject, result: HealthResult): Sample[] {
  if (result.status === "unknown") return [];
  const labels = { project: project.name, environment, check: result.check };
  const sample = (metric: string, value: number): Sample => ({ metric, labels, at: result.checkedAt, value });
  return [
    sample("health_up", result.status === "unhealthy" ? 0 : 1),
    ...(result.latencySeconds === null ? [] : [sample("health_latency_seconds", result.latencySeconds)]),
  ];
}

/** What was told of a check that is there no more ends with it. */
async function endRemoved(
  tx: StoreTransaction,
  project: OpenedProject,
  { list }: Recording,
): Promise<Signal[]> {
  const scope = scopeOf(project);
  const gone = [...(await tx.health.states(scope)).values()].filter(
    ({ result }) => !list.checks.has(result.check),
  );
  const signals: Signal[] = [];
  for (const { result, told } of gone) {
    await tx.health.forget(scope, result.check);
    if (told === null) continue;
    const labels = { project: project.project.name, environment: project.environment, check: result.check };
    const open = await tx.alerts.list({ name: healthSignalName, statuses: openStatuses, labels, limit: 100 });
    const at = project.clock.now();
    const message = `The check ${result.check} is not made any more.`;
    signals.push(...open.map((alert) => resolvingSignal(alert, { at, message, runId: null })));
  }
  return signals;
}
