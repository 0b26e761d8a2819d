import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { ColumnFlow, LineageEdge, LineageNode } from "../../model/lineage.ts";
import { type ColumnNode, columnGraph } from "./column-graph.ts";
import type { LineageView } from "./lineage-view.ts";

type Document = { readonly [key: string]: Json };

/** `lineage show` as design section 15 has it, with columns where they are asked for. */
export function lineageDocument(view: LineageView, withColumns: boolean): Document {
  const columns = withColumns ? columnGraph(view) : { nodes: [], edges: [], dropped: [] };
  return {
    nodes: [...view.graph.nodes.map(nodeDocument), ...columns.nodes.map(columnDocument)],
    edges: [
      ...view.graph.edges.map((edge) => edgeDocument(view, edge)),
      ...columns.edges.map(({ edge, flow }) => ({ ...plainEdge(edge), ...howDocument(flow) })),
    ],
    ...(withColumns ? { dropped: columns.dropped.map(({ of, column, by }) => ({ of, column, by })) } : {}),
    versions: view.versions.map((version) => ({
      ...{ stream: version.stream, job: version.job, schema_hash: version.hash, runs: version.runs },
      ...{
        since: toTimestamp(version.since),
        first_run_id: version.firstRunId,
        last_run_id: version.lastRunId,
      },
    })),
  };
}

function nodeDocument({ id, kind, name, namespace, unknown }: LineageNode): Document {
  return { id, kind, name, namespace, unknown };
}

/** `of` is the dataset or stream that has the column. */
function columnDocument({ id, of, name, namespace }: ColumnNode): Document {
  return { id, kind: "column", name, namespace, of };
}

function plainEdge({
  from,
  to,
  runId,
  records,
}: Pick<LineageEdge, "from" | "to" | "runId" | "records">): Document {
  return { from, to, run_id: runId, records };
}

function edgeDocument({ flows }: LineageView, edge: LineageEdge): Document {
  const flow = flows.get(edge.flow);
  return {
    ...plainEdge(edge),
    ...{ at: toTimestamp(edge.at), environment: edge.environment, job: edge.job },
    ...{ schema_hash: flow?.schemaHash ?? null, notes: [...(flow?.notes ?? [])] },
  };
}

/** `masks` says whether all values were hidden, or those that broke a check; `by` who did anything to the column. */
function howDocument({ kind, masking, maskedIfBroken, by }: ColumnFlow): Document {
  const masks = masking ? "all" : maskedIfBroken === undefined ? null : "broken";
  const names = new Set([maskedIfBroken, by].flatMap((name) => name?.split(", ") ?? []));
  return { kind, masking: masks !== null, masks, by: [...names].join(", ") || null };
}
