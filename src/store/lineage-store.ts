import type { Json } from "../lib/canonical-json.ts";
import type { LineageBlock, LineageEdge, LineageNode, StreamFlow } from "../model/lineage.ts";

/** What one mapper of a run saw of one stream. */
export interface StreamSight {
  readonly blockId: string;
  readonly stream: string;
  readonly records: number;
  readonly forwarded: number;
  /** Of the SCHEMA that it saw last; `null` where it saw none. */
  readonly schemaHash: string | null;
  /** `null` where none was kept. */
  readonly schema: Json;
  readonly keys: readonly string[] | null;
}

/** What runs read and wrote. */
export interface LineageRepository {
  /** The graph as the last run of each edge left it. */
  graph(): Promise<{ readonly nodes: readonly LineageNode[]; readonly edges: readonly LineageEdge[] }>;
  /** What a run read and wrote, in the order of its blocks; empty where that was not recorded. */
  ofRun(runId: string): Promise<LineageBlock[]>;
  flows(hashes: readonly string[]): Promise<ReadonlyMap<string, StreamFlow>>;
  /**
   * Runs of a project that are over, began since then, were seen by a mapper or counted in a log, and have no lineage
   * yet. What ran elsewhere is not among them: nobody here knows how it was set up.
   */
  unrecorded(asked: {
    readonly project: string;
    readonly since: number;
    readonly limit: number;
  }): Promise<string[]>;
  /** What the mappers of a run saw, with the last SCHEMA of each stream. */
  sights(runId: string): Promise<StreamSight[]>;
}
