import { changesBetween } from "../../diagnosis/index.ts";
import type { RunChange } from "../../model/dossier.ts";
import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";

/** What differs between two runs: how they went, what they loaded, under what they ran. */
export async function compareRuns(store: Store, before: Run, after: Run): Promise<RunChange[]> {
  const [contextBefore, contextAfter] = [
    await store.accounts.context(before.runId),
    await store.accounts.context(after.runId),
  ];
  const contexts =
    contextBefore === null || contextAfter === null ? [] : changesBetween(contextBefore, contextAfter);
  return [...outcomes(before, after), ...(await streams(store, before, after)), ...contexts];
}

function outcomes(before: Run, after: Run): RunChange[] {
  return [
    change("status", before.status, after.status),
    change("exit code", text(before.exitCode), text(after.exitCode)),
    change("job", before.job, after.job),
    change("environment", before.environment, after.environment),
    change("tasks", before.tasks.join(", "), after.tasks.join(", ")),
    change("duration", seconds(before), seconds(after)),
    change("cause", before.cause, after.cause),
  ].flatMap((one) => one ?? []);
}

/** Records of each stream; a stream that one run did not see has none there. */
async function streams(store: Store, before: Run, after: Run): Promise<RunChange[]> {
  const [old, now] = [await store.blocks.streams(before.runId), await store.blocks.streams(after.runId)];
  const names = [...new Set([...old, ...now].map(({ stream }) => stream))];
  const count = (of: typeof old, name: string): string | null =>
    text(of.find(({ stream }) => stream === name)?.records ?? null);
  return names.flatMap((name) => change(`records of ${name}`, count(old, name), count(now, name)) ?? []);
}

function seconds({ startedAt, endedAt }: Run): string | null {
  return endedAt === null ? null : `${((endedAt - startedAt) / 1000).toFixed(1)} s`;
}

function text(value: number | null): string | null {
  return value === null ? null : String(value);
}

function change(what: string, before: string | null, after: string | null): RunChange | null {
  return before === after ? null : { what, before, after };
}
