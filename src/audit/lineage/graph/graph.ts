import type { LineageEdge, LineageNode } from "../../../model/lineage.ts";

/** Datasets and streams, and what leads to what. */
export interface LineageGraph {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
}

/** The same, to be asked. */
export interface IndexedGraph extends LineageGraph {
  readonly byId: ReadonlyMap<string, LineageNode>;
  readonly outOf: ReadonlyMap<string, readonly LineageEdge[]>;
  readonly into: ReadonlyMap<string, readonly LineageEdge[]>;
}

export function indexGraph({ nodes, edges }: LineageGraph): IndexedGraph {
  return {
    nodes,
    edges,
    byId: new Map(nodes.map((node) => [node.id, node])),
    outOf: Map.groupBy(edges, ({ from }) => from),
    into: Map.groupBy(edges, ({ to }) => to),
  };
}

/** What leads to a node, to where it leads, or both; the node is in it. A circle is gone through once. */
export function around(
  graph: IndexedGraph,
  start: string,
  directions: { readonly up: boolean; readonly down: boolean },
): LineageGraph {
  const up = directions.up ? reach(start, (id) => graph.into.get(id) ?? [], "from") : [];
  const down = directions.down ? reach(start, (id) => graph.outOf.get(id) ?? [], "to") : [];
  const edges = [...new Set([...up, ...down])];
  const ids = new Set([start, ...edges.flatMap(({ from, to }) => [from, to])]);
  return { nodes: graph.nodes.filter(({ id }) => ids.has(id)), edges };
}

function reach(
  start: string,
  edgesAt: (id: string) => readonly LineageEdge[],
  end: "from" | "to",
): LineageEdge[] {
  const seen = new Set([start]);
  const found: LineageEdge[] = [];
  let front = [start];
  while (front.length > 0) {
    const edges = front.flatMap((id) => edgesAt(id));
    for (const edge of edges) found.push(edge);
    front = [...new Set(edges.map((edge) => edge[end]))].filter((id) => !seen.has(id));
    for (const id of front) seen.add(id);
  }
  return found;
}
