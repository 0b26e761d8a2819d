import {
  type Affected,
  around,
  impactOf,
  indexGraph,
  type JobState,
  jobKey,
} from "../../audit/lineage/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { LineageEdge, LineageNode } from "../../model/lineage.ts";
import { type Run, runStatuses } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import { requireDataset } from "./require-dataset.ts";

/** What of a dataset, and of all that is made of it, is stale or wrong now. */
export interface ImpactView {
  readonly dataset: LineageNode;
  readonly affected: readonly Affected[];
}

const ended = runStatuses.filter((status) => status !== "running");

/** Raises `NOT_FOUND` or `AMBIGUOUS_ID` for a dataset that nobody knows. */
export async function impactView(store: Store, word: string): Promise<ImpactView> {
  const graph = indexGraph(await store.lineage.graph());
  const dataset = requireDataset(graph.nodes, word);
  const { nodes } = around(graph, dataset.id, { up: false, down: true });
  const edges = nodes.flatMap(({ id }) => graph.into.get(id) ?? []);
  return { dataset, affected: impactOf(graph, dataset.id, await jobStates(store, edges)) };
}

export function impactDocument({ dataset, affected }: ImpactView): { readonly [key: string]: Json } {
  return {
    dataset: dataset.name,
    ...{ id: dataset.id, namespace: dataset.namespace },
    affected: affected.map(({ node: { id, namespace, name }, status, runId }) => ({
      ...{ id, namespace, name, status, run_id: runId },
    })),
  };
}

async function jobStates(store: Store, edges: readonly LineageEdge[]): Promise<Map<string, JobState>> {
  const jobs = new Map(edges.map((edge) => [jobKey(edge), edge]));
  const states = new Map<string, JobState>();
  for (const [key, { project, environment, job }] of jobs) {
    const newest = async (statuses: readonly Run["status"][]): Promise<Run | null> =>
      (await store.runs.list({ project, environment, job, statuses, limit: 1 }))[0] ?? null;
    states.set(key, { last: await newest(ended), lastGood: await newest(["success"]) });
  }
  return states;
}
