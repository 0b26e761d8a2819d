import { hostname } from "node:os";
import type { ProcessIdentity, Run } from "../../model/run.ts";
import { isStillAlive } from "../../runner/process-identity.ts";
import { type ProcessTable, readProcessTable } from "../../runner/process-table.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { lineageFact } from "./run-lineage.ts";

const runsAtOnce = 50;

/** Runs from before that have been looked at already, or nobody could read: settings change, and a guess is no lineage. */
const lookBackMs = 2 * 86_400_000;

/** How long the process that watched a run is waited for: it knows the variables that the run had. */
const watcherFirstMs = 60_000;

/** What is still to come in of a run whose mapper has not ended, where nobody here can see whether it is still there. */
const patienceMs = 10 * 60_000;

/** Writes down what runs read and wrote that are over: once for each, by whoever comes first and knows enough. */
export async function recordLineage(project: OpenedProject, store: Store): Promise<number> {
  const now = project.clock.now();
  let recorded = 0;
  const asked = { project: project.project.name, since: now - lookBackMs, limit: runsAtOnce };
  for (const runId of await store.lineage.unrecorded(asked)) {
    const run = await store.runs.get(runId);
    if (run === null || !(await isReady(store, run, now))) continue;
    await store.apply([await lineageFact(project, store, run)]);
    recorded++;
  }
  return recorded;
}

async function isReady(store: Store, run: Run, now: number): Promise<boolean> {
  const blocks = await store.blocks.ofRun(run.runId);
  const heardAt = Math.max(run.endedAt ?? run.startedAt, ...blocks.map(({ heartbeatAt }) => heartbeatAt));
  if (now - heardAt >= patienceMs) return true;
  const isGone = goneProcesses();
  const isWatched = run.source === "runner" && !isOwn(run) && !isGone(run.process);
  if (isWatched && now - heardAt < watcherFirstMs) return false;
  return (
    run.status !== "unknown" && blocks.every((block) => block.closedAt !== null || isGone(block.process))
  );
}

function isOwn({ process: watcher }: Run): boolean {
  return watcher?.pid === process.pid && watcher.host === hostname();
}

/** Whether a process was killed: nothing more comes of it. The table of processes is read where somebody asks. */
function goneProcesses(): (process: ProcessIdentity | null) => boolean {
  let table: ProcessTable | null = null;
  return (process) => {
    if (process === null) return false;
    table ??= readProcessTable();
    return isStillAlive(process, hostname(), table) === false;
  };
}
