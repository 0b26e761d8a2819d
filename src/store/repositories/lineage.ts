import type { Json } from "../../lib/canonical-json.ts";
import type { CountedFlow, LineageBlock, LineageEdge, LineageNode, StreamFlow } from "../../model/lineage.ts";
import type { LineageRepository, StreamSight } from "../lineage-store.ts";
import type { LineageBlockRow, LineageEdgeRow, LineageNodeRow } from "../tables/lineage.ts";
import type { Database } from "../tables.ts";
import { inPieces } from "./many.ts";
import { unpackFlow } from "./packed-flow.ts";
import type { Queries, SnapshotQueries } from "./queries.ts";

export function lineageRepository({ read, snapshot }: SnapshotQueries): LineageRepository {
  return {
    graph: () => snapshot(graphOf),
    ofRun: (runId) => read((db) => blocksOf(db, runId)),
    flows: (hashes) => read((db) => flowsOf(db, hashes)),
    unrecorded: (asked) => unrecorded(read, asked),
    sights: (runId) => read((db) => sightsOf(db, runId)),
  };
}

async function graphOf(db: Database): Promise<{ nodes: LineageNode[]; edges: LineageEdge[] }> {
  const nodes = await db
    .selectFrom("lineage_nodes")
    .selectAll()
    .orderBy("name")
    .orderBy("namespace")
    .execute();
  const edges = await db
    .selectFrom("lineage_edges")
    .selectAll()
    .orderBy("from_id")
    .orderBy("to_id")
    .execute();
  return { nodes: nodes.map(nodeOf), edges: edges.map(edgeOf) };
}

function nodeOf({ id, kind, namespace, name, unknown }: LineageNodeRow): LineageNode {
  return { id, kind: kind as LineageNode["kind"], namespace, name, unknown };
}

function edgeOf({ from_id, to_id, run_id, ...row }: LineageEdgeRow): LineageEdge {
  return { ...row, from: from_id, to: to_id, runId: run_id };
}

async function blocksOf(db: Database, runId: string): Promise<LineageBlock[]> {
  const rows = await db
    .selectFrom("lineage_blocks")
    .selectAll()
    .where("run_id", "=", runId)
    .orderBy("number")
    .execute();
  const held = rows.map(heldBlock);
  const flows = await flowsOf(
    db,
    held.flatMap((block) => block.flows.map(([hash]) => hash)),
  );
  return held.map((block) => ({
    ...block,
    flows: block.flows.flatMap((counted) => countedFlow(counted, flows)),
  }));
}

type HeldFlow = readonly [hash: string, records: number | null, forwarded: number | null];

function heldBlock({
  body,
}: LineageBlockRow): Omit<LineageBlock, "flows"> & { readonly flows: readonly HeldFlow[] } {
  return JSON.parse(body) as ReturnType<typeof heldBlock>;
}

/** Retention may have taken a way that only this run took. */
function countedFlow(
  [hash, records, forwarded]: HeldFlow,
  flows: ReadonlyMap<string, StreamFlow>,
): CountedFlow[] {
  const flow = flows.get(hash);
  return flow === undefined ? [] : [{ ...flow, records, forwarded }];
}

async function flowsOf(db: Database, hashes: readonly string[]): Promise<Map<string, StreamFlow>> {
  const rows = await inPieces(hashes, (piece) =>
    db.selectFrom("lineage_flows").select(["hash", "flow"]).where("hash", "in", piece).execute(),
  );
  return new Map(rows.map(({ hash, flow }) => [hash, unpackFlow(flow)]));
}

function unrecorded(
  read: Queries["read"],
  { project, since, limit }: Parameters<LineageRepository["unrecorded"]>[0],
): Promise<string[]> {
  return read(async (db) => {
    const rows = await db
      .selectFrom("runs")
      .select("run_id")
      .where("project", "=", project)
      .where("started_at", ">=", since)
      .where("status", "<>", "running")
      .where("source", "in", ["runner", "mapper", "meltano"])
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("lineage_blocks")
              .select("number")
              .whereRef("lineage_blocks.run_id", "=", "runs.run_id"),
          ),
        ),
      )
      .where(({ or, exists, selectFrom }) =>
        or([
          exists(
            selectFrom("mapper_blocks")
              .select("block_id")
              .whereRef("mapper_blocks.run_id", "=", "runs.run_id"),
          ),
          exists(
            selectFrom("stream_claims").select("stream").whereRef("stream_claims.run_id", "=", "runs.run_id"),
          ),
        ]),
      )
      .orderBy("started_at")
      .limit(limit)
      .execute();
    return rows.map(({ run_id }) => run_id);
  });
}

async function sightsOf(db: Database, runId: string): Promise<StreamSight[]> {
  const rows = await db
    .selectFrom("stream_counts")
    .innerJoin("mapper_blocks", "mapper_blocks.block_id", "stream_counts.block_id")
    .leftJoin("stream_schemas", (join) =>
      join
        .onRef("stream_schemas.block_id", "=", "stream_counts.block_id")
        .onRef("stream_schemas.stream", "=", "stream_counts.stream"),
    )
    .leftJoin("schema_texts", "schema_texts.hash", "stream_schemas.hash")
    .select([
      "stream_counts.block_id",
      "stream_counts.stream",
      "stream_counts.records",
      "stream_counts.forwarded",
    ])
    .select(["stream_schemas.hash", "stream_schemas.key_properties", "schema_texts.schema"])
    .where("mapper_blocks.run_id", "=", runId)
    .orderBy("mapper_blocks.opened_at")
    .orderBy("stream_counts.stream")
    .execute();
  return rows.map(({ block_id, stream, records, forwarded, hash, key_properties, schema }) => ({
    blockId: block_id,
    stream,
    records,
    forwarded,
    schemaHash: hash,
    schema: JSON.parse(schema ?? "null") as Json,
    keys: JSON.parse(key_properties ?? "null") as string[] | null,
  }));
}
