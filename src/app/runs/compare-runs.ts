import { changesBetween } from "../../diagnosis/index.ts";
import type { RunChange } from "../../model/dossier.ts";
import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import { loadedChanges } from "./loaded-changes.ts";
import { change, text } from "./run-change.ts";

/** What differs between two runs: how they went, what they loaded, under what they ran. */
export async function compareRuns(store: Store, before: Run, after: Run): Promise<RunChange[]> {
  const [contextBefore, contextAfter] = [
    await store.accounts.context(before.runId),
    await store.accounts.context(after.runId),
  ];
  const contexts =
    contextBefore === null || contextAfter === null ? [] : changesBetween(contextBefore, contextAfter);
  return [...outcomes(before, after), ...(await loadedChanges(store, before, after)), ...contexts];
}

function outcomes(before: Run, after: Run): RunChange[] {
  return [
    ...change("status", before.status, after.status),
    ...change("exit code", text(before.exitCode), text(after.exitCode)),
    ...change("job", before.job, after.job),
    ...change("environment", before.environment, after.environment),
    ...change("tasks", before.tasks.join(", "), after.tasks.join(", ")),
    ...change("cause", before.cause, after.cause),
  ];
}
