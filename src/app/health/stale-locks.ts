import type { MeltanoRun } from "../../model/meltano-run.ts";

/** As Meltano reckons: five minutes without a heartbeat, a day where there never was one. */
const staleMs = 5 * 60_000;
const silentMs = 24 * 3_600_000;

/** The state ids whose run is marked as running and is not heard of any more: each keeps the next one from beginning. */
export function staleLocks(runs: readonly MeltanoRun[], now: number): string[] {
  const stale = runs.filter(({ state, startedAt, lastHeartbeatAt }) => {
    if (state !== "RUNNING") return false;
    if (lastHeartbeatAt !== null) return now - lastHeartbeatAt > staleMs;
    return now - startedAt > silentMs;
  });
  return [...new Set(stale.map(({ stateId }) => stateId))];
}
