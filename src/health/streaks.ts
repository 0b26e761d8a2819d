import type { HealthState, HealthStatus, HealthStreaks } from "../model/health.ts";

/** How many results in a row it takes until somebody is told, and until the end is. */
export interface Thresholds {
  readonly failures: number;
  readonly successes: number;
}

type Told = HealthState["told"];

const fresh: HealthStreaks = { unhealthy: 0, notHealthy: 0, notUnhealthy: 0, healthy: 0 };
const rank = (told: Told): number => [null, "degraded", "unhealthy"].indexOf(told);

/**
 * What stands after one more result. A check that is blocked by another never gets worse in what is told of it: the other
 * one is told.
 */
export function nextState(
  before: Pick<HealthState, "streaks" | "told"> | undefined,
  status: HealthStatus,
  { failures, successes, blocked }: Thresholds & { readonly blocked: boolean },
): Pick<HealthState, "streaks" | "told"> {
  const { streaks: old, told } = before ?? { streaks: fresh, told: null };
  if (status === "unknown") return { streaks: old, told };
  const streaks = {
    unhealthy: status === "unhealthy" ? old.unhealthy + 1 : 0,
    notHealthy: status === "healthy" ? 0 : old.notHealthy + 1,
    notUnhealthy: status === "unhealthy" ? 0 : old.notUnhealthy + 1,
    healthy: status === "healthy" ? old.healthy + 1 : 0,
  };
  const wanted = judged(streaks, told, { failures, successes });
  return { streaks, told: blocked && rank(wanted) > rank(told) ? told : wanted };
}

function judged(streaks: HealthStreaks, told: Told, { failures, successes }: Thresholds): Told {
  if (streaks.unhealthy >= failures) return "unhealthy";
  if (told !== null && streaks.healthy >= successes) return null;
  if (told === "unhealthy") return streaks.notUnhealthy >= successes ? "degraded" : told;
  return streaks.notHealthy >= failures ? "degraded" : told;
}
