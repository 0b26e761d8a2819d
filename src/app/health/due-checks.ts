import { isDue, withDependencies } from "../../health/index.ts";
import type { HealthState } from "../../model/health.ts";
import { scopeOf } from "../scope.ts";
import type { StepContext } from "../tick/step.ts";
import { healthEffects } from "./effects.ts";
import { type CheckList, listChecks } from "./list-checks.ts";
import { hashOf, makeChecks } from "./look.ts";
import { recordResults } from "./record-results.ts";

const perPass = 1_000;

/** Makes the checks of the file that are due, and those that somebody was told of and not yet told the end. */
export async function makeDueChecks({
  project,
  store,
  alerting,
  dryRun,
}: Pick<StepContext, "project" | "store" | "alerting" | "dryRun">): Promise<
  Readonly<Record<string, number>>
> {
  const now = project.clock.now();
  const list = listChecks(project, healthEffects(project));
  const states = await store.health.states(scopeOf(project));
  const due = dueNames(list, states, now);
  // A probe is an effect on somebody else: a dry run only says how many there would be.
  if (dryRun) return { health_checks_due: due.length };
  const results = await makeChecks(project, list, { names: withDependencies(due, list.dependencies) });
  const signals =
    results.length === 0 && states.size === 0
      ? 0
      : await recordResults(project, {
          list,
          results,
          alerting,
          hashOf: (listed) => hashOf(project, listed),
        });
  const kept = project.config.settings.retention.metrics;
  if (kept !== null) await store.health.drop(now - kept, perPass);
  return { health_checks_made: results.length, health_signals: signals };
}

/** What is due: of the file each by its own interval, of the derived ones those that have not ended yet. */
export function dueNames(list: CheckList, states: ReadonlyMap<string, HealthState>, now: number): string[] {
  return [...list.checks.values()]
    .filter(({ check, origin, settings }) => {
      if (settings === null) return false;
      const state = states.get(check.name);
      if (origin === "derived" && (state?.told ?? null) === null) return false;
      if (asksToWait(state, now)) return false;
      const { every } = settings;
      return isDue({ name: check.name, every, checkedAt: state?.result.checkedAt ?? null }, now);
    })
    .map(({ check }) => check.name);
}

/** Who throttles says how long: it is left in peace until then. */
function asksToWait(state: HealthState | undefined, now: number): boolean {
  const seconds = state?.result.details["retry_after_seconds"];
  if (state === undefined || typeof seconds !== "number" || state.result.checkedAt > now) return false;
  return now < state.result.checkedAt + Math.min(seconds, 3_600) * 1000;
}
