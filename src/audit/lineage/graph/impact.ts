import type { LineageEdge, LineageNode } from "../../../model/lineage.ts";
import { badStatuses, type RunStatus } from "../../../model/run.ts";
import { around, type IndexedGraph } from "./graph.ts";

/** The newest end of a job, and the newest good one. */
export interface JobState {
  readonly last: EndedJobRun | null;
  readonly lastGood: EndedJobRun | null;
}

export interface EndedJobRun {
  readonly runId: string;
  readonly status: RunStatus;
  readonly startedAt: number;
}

/**
 * What a failure left of a dataset: `stale` has what was there before, `partial` has some of the new records, and `unknown`
 * is what nobody can tell because nobody knows how the run ended.
 */
export type AffectedStatus = "stale" | "partial" | "unknown";

export interface Affected {
  readonly node: LineageNode;
  readonly status: AffectedStatus;
  /** The run that is to blame; further down it is the run at the head of the way. */
  readonly runId: string;
}

/** Names the job of an edge. */
export function jobKey({
  project,
  environment,
  job,
}: {
  project: string;
  environment: string;
  job: string;
}): string {
  return JSON.stringify([project, environment, job]);
}

/**
 * What of a dataset and all that is made of it is not as it should be, because the last run of some job on the way did not go
 * well. What a later run made of stale data is stale too, however well it went.
 */
export function impactOf(
  graph: IndexedGraph,
  start: string,
  jobs: ReadonlyMap<string, JobState>,
): Affected[] {
  const { nodes } = around(graph, start, { up: false, down: true });
  const affected = new Map<string, Affected>();
  for (const node of nodes) {
    const own = node.kind === "dataset" ? ownFault(graph, node, jobs) : null;
    if (own !== null) affected.set(node.id, own);
  }
  const inside = new Set(nodes.map(({ id }) => id));
  spread(graph, affected, inside);
  return [...affected.values()].filter(({ node }) => node.kind === "dataset");
}

/** What the jobs that write a dataset left of it. */
function ownFault(
  graph: IndexedGraph,
  node: LineageNode,
  jobs: ReadonlyMap<string, JobState>,
): Affected | null {
  const faults = (graph.into.get(node.id) ?? []).flatMap((edge) => {
    const state = jobs.get(jobKey(edge));
    const last = state === undefined ? null : faultyRun(edge, state);
    if (last === null || wasRepaired(graph, node, last, jobs)) return [];
    return [{ node, status: statusAfter(edge, last), runId: last.runId } satisfies Affected];
  });
  return faults.find(({ status }) => status !== "unknown") ?? faults[0] ?? null;
}

/** The job's last run where it did not go well; `null` where the last good one did not come this way any more. */
function faultyRun({ at }: LineageEdge, { last, lastGood }: JobState): EndedJobRun | null {
  if (last === null || (last.status !== "unknown" && !badStatuses.has(last.status))) return null;
  return lastGood !== null && at < lastGood.startedAt ? null : last;
}

function statusAfter({ runId, records }: LineageEdge, last: EndedJobRun): AffectedStatus {
  if (last.status === "unknown") return "unknown";
  return runId === last.runId && (records ?? 0) > 0 ? "partial" : "stale";
}

/** Another job may have written the dataset since, from the same source or another: then it is as that job left it. */
function wasRepaired(
  graph: IndexedGraph,
  { id }: LineageNode,
  { startedAt }: EndedJobRun,
  jobs: ReadonlyMap<string, JobState>,
): boolean {
  return (graph.into.get(id) ?? []).some(
    (edge) => edge.at > startedAt && jobs.get(jobKey(edge))?.last?.status === "success",
  );
}

function spread(graph: IndexedGraph, affected: Map<string, Affected>, inside: ReadonlySet<string>): void {
  // What is known goes first: "unknown" is only said where nothing better is.
  const front = [...affected.values()].toSorted(
    (a, b) => Number(a.status === "unknown") - Number(b.status === "unknown"),
  );
  for (let one = front.shift(); one !== undefined; one = front.shift())
    for (const { to } of graph.outOf.get(one.node.id) ?? []) {
      const node = graph.byId.get(to);
      if (node === undefined || affected.has(to) || !inside.has(to)) continue;
      const next: Affected = {
        node,
        status: one.status === "unknown" ? "unknown" : "stale",
        runId: one.runId,
      };
      affected.set(to, next);
      front.push(next);
    }
}
