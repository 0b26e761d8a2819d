import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import { qualitySignals } from "../finding-signals.ts";
import type { OpenedProject } from "../open-project.ts";

const runsAtOnce = 100;

/** How long the rest of what is known of a run may take to come in: facts in a spool, Meltano's own row. */
const patienceMs = 10 * 60_000;

/** Tells what checks found in runs that nobody else told of: their mapper worked alone, or their facts came late. */
export async function tellFindings(
  { clock }: OpenedProject,
  { store, alerting }: { readonly store: Store; readonly alerting: Alerting },
): Promise<number> {
  let told = 0;
  for (const runId of await store.findings.untold(runsAtOnce)) {
    const run = await store.runs.get(runId);
    if (run === null || !(await isKnown(store, run, clock.now()))) continue;
    const signals = await qualitySignals(store, run);
    await alerting.commit([{ kind: "findings_told", runId, at: clock.now() }], signals);
    told++;
  }
  return told;
}

/** Whether all is in that will come: the run is complete and its mappers are done, or nothing more was heard for a while. */
async function isKnown(store: Store, run: Run, now: number): Promise<boolean> {
  const blocks = await store.blocks.ofRun(run.runId);
  const heardAt = Math.max(run.endedAt ?? run.startedAt, ...blocks.map(({ heartbeatAt }) => heartbeatAt));
  if (now - heardAt >= patienceMs) return run.status !== "running";
  return run.complete && blocks.every(({ closedAt }) => closedAt !== null);
}
