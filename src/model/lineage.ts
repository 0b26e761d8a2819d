import { createHash } from "node:crypto";

/** A dataset as OpenLineage names it. Neither part ever holds a user's name, a password or a token. */
export interface Dataset {
  readonly namespace: string;
  readonly name: string;
}

/** A dataset with what its name could not say. */
export interface NamedDataset extends Dataset {
  /** Why the name is only a neutral one, or lacks a part; `null` where all of it is known. One sentence. */
  readonly unknown: string | null;
}

const columnKinds = ["identity", "renamed", "computed", "constant", "unknown"] as const;
export type ColumnKind = (typeof columnKinds)[number];

/** Where a column comes from, one step back. */
export interface ColumnFlow {
  readonly to: string;
  /** The columns its values are made of; empty for a constant, and where nobody can tell. */
  readonly from: readonly string[];
  readonly kind: ColumnKind;
  /** All values were hashed or redacted on the way. */
  readonly masking: boolean;
  /** Whose checks hide those values that break them, and let all others pass; absent where nobody's do. */
  readonly maskedIfBroken?: string;
  /** The mapping or plugin that changed it; `null` where nothing did. */
  readonly by: string | null;
}

/** A column that somebody on the way leaves out. */
export interface DroppedColumn {
  readonly column: string;
  readonly by: string;
}

/** One stream's way through a block: the dataset its tap reads, the stream as our mapper saw it, the table it lands in. */
export interface StreamFlow {
  /** As our mapper saw it; as the logs name it where no mapper was there. */
  readonly stream: string;
  readonly source: NamedDataset;
  /** `null` where a mapping leaves the whole stream out. */
  readonly target: NamedDataset | null;
  /** Of the SCHEMA that our mapper saw last, as drift keeps it; `null` where it saw none. */
  readonly schemaHash: string | null;
  /** From the source's columns into the stream's fields; `null` where not known. */
  readonly intoStream: readonly ColumnFlow[] | null;
  /** From the stream's fields into the target's columns; `null` where not known. */
  readonly intoTarget: readonly ColumnFlow[] | null;
  readonly dropped: readonly DroppedColumn[];
  /** What of this way is not known, one sentence each. */
  readonly notes: readonly string[];
}

/** The same with what passed of it in a run; `null` where nobody counted. */
export interface CountedFlow extends StreamFlow {
  readonly records: number | null;
  readonly forwarded: number | null;
}

/** What one extract-load block of a run read and wrote. */
export interface LineageBlock {
  /** Its place in the run, from 0. */
  readonly number: number;
  readonly tap: string;
  readonly target: string;
  /** The mappings between, in order; `null` where that is not known. */
  readonly mappings: readonly string[] | null;
  /** The target's `load_method`, e.g. `overwrite`; `null` where none is set. */
  readonly loadMethod: string | null;
  readonly flows: readonly CountedFlow[];
}

/** What a run read and wrote. */
export interface RunLineage {
  readonly project: string;
  readonly environment: string;
  readonly job: string;
  /** When the run began, milliseconds since the epoch: of two runs the later one tells how things are now. */
  readonly at: number;
  readonly blocks: readonly LineageBlock[];
}

/** A dataset or a stream in the graph. */
export interface LineageNode {
  /** Sixteen hex digits of the hash of what it is called: the same in every store. */
  readonly id: string;
  readonly kind: "dataset" | "stream";
  readonly namespace: string;
  readonly name: string;
  readonly unknown: string | null;
}

/** That records went from one to the other, and in which run they last did. */
export interface LineageEdge {
  readonly from: string;
  readonly to: string;
  readonly runId: string;
  /** When that run began. */
  readonly at: number;
  /** Of that run; `null` where nobody counted. */
  readonly records: number | null;
  readonly project: string;
  readonly environment: string;
  readonly job: string;
  /** What columns came from what. */
  readonly flow: string;
}

/** The node of a dataset. */
export function nodeOfDataset({ namespace, name, unknown }: NamedDataset): LineageNode {
  return { id: idOf("dataset", namespace, name), kind: "dataset", namespace, name, unknown };
}

/** The node of a stream: of one tap in one job, `meltano://PROJECT/ENVIRONMENT/JOB` and `tap/stream`. */
export function nodeOfStream(
  { project, environment, job }: Pick<RunLineage, "project" | "environment" | "job">,
  tap: string,
  stream: string,
): LineageNode {
  const namespace = `meltano://${[project, environment, job].map((part) => encodeURIComponent(part.toWellFormed())).join("/")}`;
  const name = `${tap}/${stream}`;
  return { id: idOf("stream", namespace, name), kind: "stream", namespace, name, unknown: null };
}

function idOf(kind: string, namespace: string, name: string): string {
  return createHash("sha256").update(`${kind}\n${namespace}\n${name}`).digest("hex").slice(0, 16);
}
