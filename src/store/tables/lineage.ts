/** What runs read and wrote. */
export interface LineageTables {
  lineage_flows: LineageFlowRow;
  lineage_blocks: LineageBlockRow;
  lineage_nodes: LineageNodeRow;
  lineage_edges: LineageEdgeRow;
}

/** A stream's way, once for all runs that took it. */
export interface LineageFlowRow {
  hash: string;
  /** JSON. */
  flow: string;
  /** When a run that took it was last recorded. */
  seen_at: number;
}

export interface LineageBlockRow {
  run_id: string;
  number: number;
  seen_at: number;
  /** JSON: the block, each of its flows as `[hash, records, forwarded]`. */
  body: string;
}

export interface LineageNodeRow {
  id: string;
  kind: string;
  namespace: string;
  name: string;
  unknown: string | null;
  seen_at: number;
}

export interface LineageEdgeRow {
  from_id: string;
  to_id: string;
  /** The last run that went this way, and when it began. */
  run_id: string;
  at: number;
  records: number | null;
  /** The hash of the way it took. */
  flow: string;
  project: string;
  environment: string;
  job: string;
}

/** How far `seen_at` of a way or a node may lag behind: writing it for each run would double what a run costs. */
export const lineageMarkMs = 86_400_000;
