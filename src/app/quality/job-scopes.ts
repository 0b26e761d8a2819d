import { nearest } from "../../lib/nearest.ts";
import type { JobScope, Store } from "../../store/index.ts";
import { notFound } from "../find-run.ts";

export interface ScopeQuery {
  readonly project: string;
  readonly environment: string;
  readonly job?: string | undefined;
}

export type SeenJob = JobScope & { readonly lastRunAt: number; readonly lastRunId: string };

/** The jobs of a project's environment that some mapper saw, or the one asked for. Raises `NOT_FOUND` for an unknown one. */
export async function jobScopes(store: Store, query: ScopeQuery): Promise<SeenJob[]> {
  const all = (await store.quality.jobs()).filter(
    ({ project, environment }) => project === query.project && environment === query.environment,
  );
  const { job } = query;
  if (job === undefined) return all;
  const found = all.filter((scope) => scope.job === job);
  if (found.length > 0) return found;
  const close = nearest(
    job,
    all.map((scope) => scope.job),
  );
  throw notFound(
    `No run of a job ${job} was seen in the environment ${query.environment || "(none)"}.`,
    close === null ? "`pitchpipe runs list` shows the jobs." : `Did you mean ${close}?`,
  );
}
