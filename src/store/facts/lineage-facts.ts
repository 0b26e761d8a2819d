import { createHash } from "node:crypto";
import type { Fact } from "../../model/fact.ts";
import {
  type CountedFlow,
  type LineageBlock,
  type LineageNode,
  nodeOfDataset,
  nodeOfStream,
  type RunLineage,
} from "../../model/lineage.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import { inPieces } from "../repositories/many.ts";
import { packFlow } from "../repositories/packed-flow.ts";
import type { LineageBlockRow, LineageEdgeRow, LineageFlowRow, LineageNodeRow } from "../tables/lineage.ts";
import { lineageMarkMs } from "../tables/lineage.ts";
import type { Database } from "../tables.ts";

type LineageFact = Extract<Fact, { readonly kind: "lineage" }>;

const edgeColumns = [
  "from_id",
  "to_id",
  "run_id",
  "at",
  "records",
  "flow",
  "project",
  "environment",
  "job",
] as const;

/** The newest run of an edge stays, in whatever order runs come; told again, a run takes its own place. */
export async function applyLineage(db: Database, dialect: Dialect, fact: LineageFact): Promise<void> {
  const { runId, seenAt, lineage } = fact;
  const blocks = lineage.blocks.map((block) => ({
    block,
    ways: block.flows.map((flow) => wayOf(block, flow, lineage)),
  }));
  const ways = blocks.flatMap((one) => one.ways);
  await keepFlows(db, dialect, { ways, seenAt });
  await keepNodes(db, dialect, { ways, seenAt });
  await bulkInsert<LineageEdgeRow>(db, dialect, {
    table: "lineage_edges",
    columns: edgeColumns,
    key: ["from_id", "to_id"],
    rows: ways.flatMap((way) => edgesOf(runId, way, lineage)),
    update: newerWins(edgeColumns.slice(2)),
  });
  await bulkInsert<LineageBlockRow>(db, dialect, {
    table: "lineage_blocks",
    columns: ["run_id", "number", "seen_at", "body"],
    key: ["run_id", "number"],
    rows: blocks.map(({ block, ways: own }) => blockRow({ runId, seenAt, block, ways: own })),
    update: [
      `"body" = case when excluded.seen_at >= held.seen_at then excluded."body" else held."body" end`,
      `"seen_at" = case when excluded.seen_at > held.seen_at then excluded.seen_at else held.seen_at end`,
    ],
  });
}

interface Way {
  readonly hash: string;
  /** The flow as JSON, which the hash is of. */
  readonly text: string;
  readonly counted: CountedFlow;
  /** From the source over the stream to the target, where it reaches one. */
  readonly nodes: readonly LineageNode[];
}

interface Seen {
  readonly ways: readonly Way[];
  readonly seenAt: number;
}

function wayOf(block: LineageBlock, counted: CountedFlow, lineage: RunLineage): Way {
  const { source, stream, target } = counted;
  const end = target === null ? [] : [nodeOfDataset(target)];
  const nodes = [nodeOfDataset(source), nodeOfStream(lineage, block.tap, stream), ...end];
  const text = packFlow(counted);
  // Twenty digits: a store has thousands of ways, not billions.
  return { hash: createHash("sha256").update(text).digest("hex").slice(0, 20), text, counted, nodes };
}

/** Most runs go the ways of the run before: what is known is not written again, but for a mark once a day. */
async function keepFlows(db: Database, dialect: Dialect, { ways, seenAt }: Seen): Promise<void> {
  const texts = new Map(ways.map(({ hash, text }) => [hash, text]));
  const known = await inPieces([...texts.keys()], (piece) =>
    db.selectFrom("lineage_flows").select(["hash", "seen_at"]).where("hash", "in", piece).execute(),
  );
  const stale = known.filter(({ seen_at }) => seen_at < seenAt - lineageMarkMs).map(({ hash }) => hash);
  await inPieces(stale, async (piece) => {
    await db.updateTable("lineage_flows").set({ seen_at: seenAt }).where("hash", "in", piece).execute();
    return [];
  });
  for (const { hash } of known) texts.delete(hash);
  await bulkInsert<LineageFlowRow>(db, dialect, {
    table: "lineage_flows",
    columns: ["hash", "flow", "seen_at"],
    key: ["hash"],
    rows: [...texts].map(([hash, flow]) => ({ hash, flow, seen_at: seenAt })),
  });
}

async function keepNodes(db: Database, dialect: Dialect, { ways, seenAt }: Seen): Promise<void> {
  const nodes = new Map(ways.flatMap((way) => way.nodes.map((node) => [node.id, node] as const)));
  const known = await inPieces([...nodes.keys()], (piece) =>
    db.selectFrom("lineage_nodes").select(["id", "unknown", "seen_at"]).where("id", "in", piece).execute(),
  );
  for (const { id, unknown, seen_at } of known)
    if (seen_at >= seenAt - lineageMarkMs && nodes.get(id)?.unknown === unknown) nodes.delete(id);
  await bulkInsert<LineageNodeRow>(db, dialect, {
    table: "lineage_nodes",
    columns: ["id", "kind", "namespace", "name", "unknown", "seen_at"],
    key: ["id"],
    rows: [...nodes.values()].map((node) => ({ ...node, seen_at: seenAt })),
    update: [
      `"unknown" = excluded."unknown"`,
      `"seen_at" = case when excluded.seen_at > held.seen_at then excluded.seen_at else held.seen_at end`,
    ],
  });
}

function edgesOf(
  runId: string,
  { hash, counted, nodes }: Way,
  { at, project, environment, job }: RunLineage,
): LineageEdgeRow[] {
  return nodes.slice(1).map((to, step) => ({
    from_id: nodes[step]?.id ?? "",
    to_id: to.id,
    run_id: runId,
    at,
    records: step === 0 ? counted.records : counted.forwarded,
    flow: hash,
    project,
    environment,
    job,
  }));
}

interface Told {
  readonly runId: string;
  readonly seenAt: number;
  readonly block: LineageBlock;
  readonly ways: readonly Way[];
}

function blockRow({ runId, seenAt, block, ways }: Told): LineageBlockRow {
  const flows = ways.map(({ hash, counted: { records, forwarded } }) => [hash, records, forwarded]);
  return { run_id: runId, number: block.number, seen_at: seenAt, body: JSON.stringify({ ...block, flows }) };
}

/** `at` last: the others are decided by the old one. */
function newerWins(columns: readonly string[]): string[] {
  const others = columns.filter((column) => column !== "at");
  return [...others, "at"].map(
    (column) =>
      `"${column}" = case when excluded.at >= held.at then excluded."${column}" else held."${column}" end`,
  );
}
