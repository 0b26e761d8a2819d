import type { Acceptance, LevelMetric } from "../../model/stream-history.ts";
import { levelMetrics } from "../../model/stream-history.ts";
import type { Store } from "../../store/index.ts";
import { notFound } from "../find-run.ts";
import type { SeenJob } from "./job-scopes.ts";

export type AcceptedMetric = LevelMetric | "schema";

export interface AcceptRequest {
  readonly stream: string;
  /** `null` for all there is. */
  readonly metric: AcceptedMetric | null;
  readonly by: string;
  readonly at: number;
}

/**
 * Makes what a stream's last run had the new normal, at once: its level, its schema, or both. Of the schema that is the
 * last one seen, a held one too. Raises `NOT_FOUND` where no run of these jobs had the stream.
 */
export async function acceptLevel(
  store: Store,
  jobs: readonly SeenJob[],
  request: AcceptRequest,
): Promise<Acceptance[]> {
  const accepted = (await Promise.all(jobs.map((job) => acceptancesOf(store, job, request)))).flat();
  if (accepted.length === 0)
    throw notFound(
      `No run had ${request.metric === "schema" ? "a schema" : "a level"} of the stream ${request.stream} to accept.`,
      "`pitchpipe quality baseline` lists the streams.",
    );
  await store.transaction(async (tx) => {
    for (const acceptance of accepted) await tx.quality.accept(acceptance);
  });
  return accepted;
}

async function acceptancesOf(
  store: Store,
  { project, environment, job }: SeenJob,
  { stream, metric, by, at }: AcceptRequest,
): Promise<Acceptance[]> {
  const scope = { project, environment, job };
  const common = { ...scope, stream, by, at };
  const wants = (name: AcceptedMetric): boolean => metric === null || metric === name;
  const [schema] = wants("schema") ? await store.quality.schemas(scope, stream, 1) : [];
  const past = await store.quality.pastOfJob(scope);
  const points = past.streams.find((each) => each.stream === stream)?.points;
  const levels = levelMetrics.filter(wants).flatMap((name): Acceptance[] => {
    const last = points?.[name].at(-1);
    return last === undefined
      ? []
      : [{ ...common, metric: name, runId: last.runId, from: last.at, hash: null }];
  });
  const ofSchema: Acceptance[] =
    schema === undefined
      ? []
      : [{ ...common, metric: "schema", runId: schema.runId, from: schema.startedAt, hash: schema.hash }];
  return [...levels, ...ofSchema];
}
