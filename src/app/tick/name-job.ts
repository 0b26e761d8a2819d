import type { Run } from "../../model/run.ts";
import type { Signal } from "../../model/signal.ts";
import type { Store } from "../../store/index.ts";

/**
 * Signals of a mapper don't name their job: it knows only its tap. The run they belong to does, and its labels and owner go
 * with that. A signal whose run isn't known stays as it is.
 */
export async function nameJobs(store: Store, signals: readonly Signal[]): Promise<Signal[]> {
  const ids = new Set(signals.flatMap((signal) => (lacksJob(signal) ? [signal.runId] : [])));
  const runs = new Map<string, Run>();
  for (const runId of ids) {
    const run = await store.runs.get(runId);
    if (run !== null) runs.set(runId, run);
  }
  return signals.map((signal) => {
    const run = lacksJob(signal) ? runs.get(signal.runId) : undefined;
    return run === undefined ? signal : named(signal, run);
  });
}

function lacksJob(signal: Signal): signal is Signal & { readonly runId: string } {
  return signal.runId !== null && (signal.labels["job"] ?? "") === "";
}

function named(signal: Signal, { job, labels, owner }: Run): Signal {
  return {
    ...signal,
    labels: { ...labels, ...signal.labels, job },
    annotations: owner === null ? signal.annotations : { owner, ...signal.annotations },
  };
}
