import { freshState, type Judgement, judge, type SlaEntry } from "../../alerts/sla/index.ts";
import type { Run } from "../../model/run.ts";
import type { SlaMemory } from "../../model/sla-memory.ts";
import type { Store } from "../../store/index.ts";

/** A run that began so long before may still go on, or have ended in time. */
const lookBackMs = 48 * 3_600_000;
const mostRuns = 5_000;

/** So many good runs say how long a job usually takes. */
const historyRuns = 20;

/** Judges one expectation by the runs in the store. */
export async function judgeEntry(
  { store, project, now }: { readonly store: Store; readonly project: string; readonly now: number },
  entry: SlaEntry,
  memory: SlaMemory | null,
  since: number = now,
): Promise<Judgement> {
  const before = memory?.state ?? freshState(Math.min(since, now));
  const from = Math.min(before.judgedUntil, before.lastMissedAt ?? now, now) - lookBackMs;
  const runs = await runsOf(store, project, entry, { startedAfter: from, limit: mostRuns });
  const running = await runsOf(store, project, entry, { statuses: ["running"], limit: 10 });
  const good = await runsOf(store, project, entry, { statuses: ["success"], limit: historyRuns });
  return judge(entry, before, { runs: merged(runs, running), good, now });
}

function runsOf(
  store: Store,
  project: string,
  { job, environment }: SlaEntry,
  filter: Parameters<Store["runs"]["list"]>[0],
): Promise<Run[]> {
  return store.runs.list({ project, job, ...(environment === null ? {} : { environment }), ...filter });
}

/** Newest first, each once. */
function merged(runs: readonly Run[], more: readonly Run[]): Run[] {
  const all = [...new Map([...runs, ...more].map((run) => [run.runId, run])).values()];
  return all.sort((a, b) => b.startedAt - a.startedAt);
}
