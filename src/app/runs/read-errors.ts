import { badStatuses } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import { type ErrorGroup, groupErrors } from "./group-errors.ts";

/** More failures than this say nothing new. */
const mostRuns = 5_000;
const perQuery = 500;

/** The causes of failed runs since a time, grouped. */
export async function readErrors(
  store: Store,
  { since, now, job }: { readonly since: number; readonly now: number; readonly job: string | null },
): Promise<ErrorGroup[]> {
  const runs = await store.runs.list({
    statuses: [...badStatuses],
    startedAfter: since,
    limit: mostRuns,
    ...(job === null ? {} : { job }),
  });
  const failed = [];
  for (let at = 0; at < runs.length; at += perQuery) {
    const page = runs.slice(at, at + perQuery);
    const dossiers = await store.accounts.dossiers(page.map(({ runId }) => runId));
    failed.push(...page.map((run) => ({ run, dossier: dossiers.get(run.runId) ?? null })));
  }
  return groupErrors(failed, { since, now });
}
