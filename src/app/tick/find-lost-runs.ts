import { hostname } from "node:os";
import { decideLost, type LostDecision } from "../../runner/lost.ts";
import { isStillAlive } from "../../runner/process-identity.ts";
import { readProcessTable } from "../../runner/process-table.ts";
import type { Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import { endOfRunSignals } from "../end-of-run.ts";
import type { OpenedProject } from "../open-project.ts";
import { returnedSignals } from "./returned-signals.ts";

/** Lost runs that came back are looked for among so many of the newest. */
const lostLimit = 200;

/** Finds runs whose watcher is gone, and lost ones whose heart beats again; tells both. */
export async function findLostRuns(
  project: OpenedProject,
  { store, alerting }: { readonly store: Store; readonly alerting: Alerting },
): Promise<{ runs_lost: number; runs_returned: number }> {
  const table = readProcessTable();
  const open = [
    ...(await store.runs.list({ statuses: ["running"] })),
    ...(await store.runs.list({ statuses: ["lost"], limit: lostLimit })),
  ];
  const decisions = decideLost(open, {
    now: project.clock.now(),
    isAlive: (process) => isStillAlive(process, hostname(), table),
  });
  for (const decision of decisions) await tell(project, { store, alerting, decision });
  const lost = decisions.filter(({ kind }) => kind === "lost").length;
  return { runs_lost: lost, runs_returned: decisions.length - lost };
}

async function tell(
  project: OpenedProject,
  { store, alerting, decision }: { store: Store; alerting: Alerting; decision: LostDecision },
): Promise<void> {
  const run = { ...decision.run, ...decision.changes };
  const signals =
    decision.kind === "lost"
      ? await endOfRunSignals(project, store, { run, records: null, stoppedByPerson: false })
      : await returnedSignals(store, run, project.clock.now());
  await alerting.commit([{ kind: "run_changed", runId: run.runId, changes: decision.changes }], signals);
}
