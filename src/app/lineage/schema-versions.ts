import type { LineageGraph } from "../../audit/lineage/index.ts";
import type { LineageNode } from "../../model/lineage.ts";
import type { Store } from "../../store/index.ts";

/** Runs that had the same SCHEMA of a stream, one after the other. */
export interface SchemaVersion {
  /** `tap/stream`. */
  readonly stream: string;
  readonly job: string;
  readonly hash: string;
  readonly runs: number;
  readonly firstRunId: string;
  /** When the first of these runs began. */
  readonly since: number;
  readonly lastRunId: string;
}

/** A dataset that a hundred streams lead to is no place to list versions. */
const mostStreams = 20;
const runsLookedAt = 200;

/** How the SCHEMA of the streams next to a dataset changed over time, as drift remembers it: newest first. */
export async function schemaVersions(
  store: Store,
  { edges, nodes }: LineageGraph,
  { id }: LineageNode,
): Promise<SchemaVersion[]> {
  const near = edges.filter((edge) => edge.from === id || edge.to === id);
  const streams = new Map(near.map((edge) => [edge.from === id ? edge.to : edge.from, edge] as const));
  const versions: SchemaVersion[] = [];
  for (const [streamId, { project, environment, job }] of [...streams].slice(0, mostStreams)) {
    const name = nodes.find((node) => node.id === streamId)?.name ?? "";
    const stream = name.slice(name.indexOf("/") + 1);
    const seen = await store.quality.schemas({ project, environment, job }, stream, runsLookedAt);
    versions.push(...versionsOf(seen, { stream: name, job }));
  }
  return versions;
}

function versionsOf(
  newestFirst: readonly { readonly hash: string; readonly runId: string; readonly startedAt: number }[],
  of: Pick<SchemaVersion, "stream" | "job">,
): SchemaVersion[] {
  const versions: SchemaVersion[] = [];
  for (const { hash, runId, startedAt } of newestFirst) {
    const last = versions.at(-1);
    if (last?.hash === hash)
      versions[versions.length - 1] = { ...last, runs: last.runs + 1, firstRunId: runId, since: startedAt };
    else versions.push({ ...of, hash, runs: 1, firstRunId: runId, since: startedAt, lastRunId: runId });
  }
  return versions;
}
