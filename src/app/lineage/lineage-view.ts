import { around, indexGraph, type LineageGraph } from "../../audit/lineage/index.ts";
import {
  type CountedFlow,
  type LineageEdge,
  type LineageNode,
  nodeOfDataset,
  nodeOfStream,
  type StreamFlow,
} from "../../model/lineage.ts";
import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import { findRun } from "../find-run.ts";
import { requireDataset } from "./require-dataset.ts";
import { type SchemaVersion, schemaVersions } from "./schema-versions.ts";

/** What is asked of `lineage show`. */
export interface LineageQuestion {
  readonly dataset: string | null;
  readonly up: boolean;
  readonly down: boolean;
  /** A run's id, the start of one, or `latest`: what it read and wrote, instead of how things are now. */
  readonly run: string | null;
}

/** A piece of the graph, with what is known of its streams. */
export interface LineageView {
  readonly graph: LineageGraph;
  /** The dataset that was asked for. */
  readonly start: LineageNode | null;
  readonly run: Run | null;
  /** The ways of the edges in the graph, by their hash. */
  readonly flows: ReadonlyMap<string, StreamFlow>;
  /** Of the streams next to the dataset that was asked for, newest first. */
  readonly versions: readonly SchemaVersion[];
}

/** Raises `NOT_FOUND` or `AMBIGUOUS_ID` for a dataset or run that nobody knows. */
export async function lineageView(store: Store, asked: LineageQuestion): Promise<LineageView> {
  const run = asked.run === null ? null : await findRun(store, asked.run);
  const { graph: whole, flows: ofRun } =
    run === null ? { graph: await store.lineage.graph(), flows: null } : await graphOfRun(store, run);
  const start = asked.dataset === null ? null : requireDataset(whole.nodes, asked.dataset);
  const graph = start === null ? whole : around(indexGraph(whole), start.id, directions(asked));
  return {
    graph,
    start,
    run,
    flows: ofRun ?? (await store.lineage.flows(graph.edges.map(({ flow }) => flow))),
    versions: start === null ? [] : await schemaVersions(store, graph, start),
  };
}

/** Neither is both. */
function directions({ up, down }: LineageQuestion): { up: boolean; down: boolean } {
  return { up: up || !down, down: down || !up };
}

/** What one run read and wrote, as it was. */
async function graphOfRun(
  store: Store,
  run: Run,
): Promise<{ readonly graph: LineageGraph; readonly flows: ReadonlyMap<string, StreamFlow> }> {
  const blocks = await store.lineage.ofRun(run.runId);
  const ways = blocks.flatMap(({ number, tap, flows }) =>
    flows.map((flow, at) => ({ key: `${number}.${at}`, flow, nodes: nodesOf(run, tap, flow) })),
  );
  const nodes = new Map(ways.flatMap((way) => way.nodes.map((node) => [node.id, node] as const)));
  return {
    graph: { nodes: [...nodes.values()], edges: ways.flatMap((way) => edgesOf(run, way)) },
    flows: new Map(ways.map(({ key, flow }) => [key, flow])),
  };
}

function nodesOf(run: Run, tap: string, { source, stream, target }: StreamFlow): LineageNode[] {
  const end = target === null ? [] : [nodeOfDataset(target)];
  return [nodeOfDataset(source), nodeOfStream(run, tap, stream), ...end];
}

interface Way {
  readonly key: string;
  readonly flow: CountedFlow;
  readonly nodes: readonly LineageNode[];
}

function edgesOf(
  { runId, startedAt, project, environment, job }: Run,
  { key, flow, nodes }: Way,
): LineageEdge[] {
  return nodes.slice(1).map((to, step) => ({
    ...{ from: nodes[step]?.id ?? "", to: to.id, runId, at: startedAt, flow: key, project, environment, job },
    records: step === 0 ? flow.records : flow.forwarded,
  }));
}
