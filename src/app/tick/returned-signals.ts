import { resolvingSignal } from "../../alerts/index.ts";
import type { Run } from "../../model/run.ts";
import type { Signal } from "../../model/signal.ts";
import type { Store } from "../../store/index.ts";

/** The end of what was told about a run that was lost and is running again. */
export async function returnedSignals(store: Store, run: Run, at: number): Promise<Signal[]> {
  const open = await store.alerts.list({
    runId: run.runId,
    types: ["pipeline_failure"],
    statuses: ["pending", "active", "acknowledged", "suppressed"],
  });
  const message = `${run.job} is running: its heart beats again.`;
  return open.map((alert) => resolvingSignal(alert, { at, message, runId: run.runId }));
}
