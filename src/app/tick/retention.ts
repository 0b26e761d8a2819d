import type { Store } from "../../store/index.ts";
import { cutAccount } from "../audit/cut-account.ts";
import type { OpenedProject } from "../open-project.ts";
import { retainQuarantine } from "../quarantine/retain.ts";

/** Things taken away in one transaction, and transactions in one pass: a tick never holds up others for long. */
const perBatch = 50;
const batches = 20;

/** What a pass took away because it was too old, in counts. */
export interface Retained {
  readonly audit_entries_cut: number;
  readonly runs_dropped: number;
  readonly logs_dropped: number;
  readonly samples_dropped: number;
  readonly alerts_dropped: number;
  readonly segments_dropped: number;
  readonly quarantined_dropped: number;
}

/** Takes away what is older than `retention` allows; the next pass goes on where this one stopped. */
export async function retain(project: OpenedProject, store: Store): Promise<Retained> {
  const { retention } = project.config.settings;
  const now = project.clock.now();
  const drop = (kept: number | null, once: (before: number, limit: number) => Promise<number>) =>
    kept === null ? Promise.resolve(0) : inBatches((limit) => once(now - kept, limit));
  const old = store.retention;
  return {
    logs_dropped: await drop(retention.logs, old.dropLogs),
    samples_dropped: await dropSamples(store, retention.metrics, now),
    runs_dropped: await drop(retention.runs, old.dropRuns),
    segments_dropped: await drop(retention.audit, old.dropSegments),
    alerts_dropped: await drop(retention.alerts, old.dropAlerts),
    quarantined_dropped:
      retention.quarantine === null ? 0 : await retainQuarantine(project, now - retention.quarantine),
    // Last: where there is no key to sign with, the rest is done all the same.
    audit_entries_cut: retention.audit === null ? 0 : await cutAccount(project, now - retention.audit),
  };
}

const samplesNote = "retention.samples_before";
const hourMs = 3_600_000;

/** Blocks that were looked at once have no samples any more; how far that was stands in the store. */
async function dropSamples(store: Store, kept: number | null, now: number): Promise<number> {
  if (kept === null) return 0;
  const before = now - kept;
  const noted = (await store.notes.get(samplesNote)) as number | null;
  const after = noted === null || noted > before ? 0 : noted - hourMs;
  const dropped = await inBatches((limit) => store.retention.dropSamples({ after, before }, limit));
  const isDone = dropped < perBatch * batches;
  if (isDone && (noted === null || Math.abs(before - noted) >= hourMs))
    await store.transaction((tx) => tx.notes.set(samplesNote, before));
  return dropped;
}

async function inBatches(drop: (limit: number) => Promise<number>): Promise<number> {
  let dropped = 0;
  for (let batch = 0; batch < batches; batch++) {
    const taken = await drop(perBatch);
    dropped += taken;
    if (taken < perBatch) break;
  }
  return dropped;
}
