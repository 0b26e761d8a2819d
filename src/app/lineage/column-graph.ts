import { createHash } from "node:crypto";
import type { ColumnFlow, LineageEdge, LineageNode } from "../../model/lineage.ts";
import type { LineageView } from "./lineage-view.ts";

/** A column of a dataset, or a field of a stream. */
export interface ColumnNode {
  readonly id: string;
  /** The id of what it is a column of. */
  readonly of: string;
  readonly name: string;
  readonly namespace: string;
}

export interface ColumnEdge {
  readonly edge: Pick<LineageEdge, "from" | "to" | "runId" | "records">;
  readonly flow: ColumnFlow;
}

export interface DroppedOf {
  readonly of: string;
  readonly column: string;
  readonly by: string;
}

/** The columns of everything in a view, and which is made of which: dataset to stream, stream to table. */
export interface ColumnGraph {
  readonly nodes: readonly ColumnNode[];
  readonly edges: readonly ColumnEdge[];
  /** Columns that a mapping leaves out, by the stream they were in. */
  readonly dropped: readonly DroppedOf[];
}

export function columnGraph({ graph, flows }: Pick<LineageView, "graph" | "flows">): ColumnGraph {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const nodes = new Map<string, ColumnNode>();
  const edges: ColumnEdge[] = [];
  const dropped = new Map<string, DroppedOf>();
  for (const edge of graph.edges) {
    const [from, to, flow] = [byId.get(edge.from), byId.get(edge.to), flows.get(edge.flow)];
    if (from === undefined || to === undefined || flow === undefined) continue;
    const columns = to.kind === "stream" ? flow.intoStream : flow.intoTarget;
    for (const column of columns ?? []) edges.push(...columnEdges(nodes, column, { edge, from, to }));
    for (const one of flow.dropped) {
      const of = to.kind === "stream" ? to.id : from.id;
      dropped.set(JSON.stringify([of, one.column]), { of, ...one });
    }
  }
  return { nodes: [...nodes.values()], edges, dropped: [...dropped.values()] };
}

interface Step {
  readonly edge: LineageEdge;
  readonly from: LineageNode;
  readonly to: LineageNode;
}

/** A constant has a column and nothing that leads to it. */
function columnEdges(
  nodes: Map<string, ColumnNode>,
  flow: ColumnFlow,
  { edge, from, to }: Step,
): ColumnEdge[] {
  const target = added(nodes, to, flow.to);
  return flow.from.map((source) => ({
    edge: { ...edge, from: added(nodes, from, source).id, to: target.id },
    flow,
  }));
}

function added(nodes: Map<string, ColumnNode>, parent: LineageNode, column: string): ColumnNode {
  const id = createHash("sha256").update(`column\n${parent.id}\n${column}`).digest("hex").slice(0, 16);
  const node = { id, of: parent.id, name: column, namespace: parent.namespace };
  nodes.set(id, node);
  return node;
}
