import type { Json } from "../../lib/canonical-json.ts";
import type { ColumnMetrics } from "../../model/column-metrics.ts";
import type { Dossier } from "../../model/dossier.ts";
import type { Finding } from "../../model/finding.ts";
import type { Run } from "../../model/run.ts";
import type { ParentRun } from "./parent-run.ts";

/** A dataset by OpenLineage's naming rules. */
export type DatasetName = {
  readonly namespace: string;
  readonly name: string;
};

/** Where the code of a run is kept. No part holds a credential. */
export interface SourceLocation {
  /** A web address of the project's file at this commit. */
  readonly url: string;
  readonly repoUrl: string;
  readonly path: string;
  readonly version: string;
  readonly branch: string | null;
}

/** When a run was to begin, where something scheduled it. */
export interface NominalTime {
  readonly start: number;
  readonly end: number | null;
}

/** Under what a run began; fixed then, since whoever ends it may run elsewhere. */
export interface RunSurroundings {
  readonly namespace: string;
  readonly parent: ParentRun | null;
  readonly nominalTime: NominalTime | null;
  readonly source: SourceLocation | null;
  readonly meltanoVersion: string | null;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly jobTags: Readonly<Record<string, string>>;
  readonly runTags: Readonly<Record<string, string>>;
}

/** Where a column of the target comes from. */
export interface ColumnOrigin {
  /** The target's column. */
  readonly column: string;
  /** The source's field. */
  readonly field: string;
  /** What was done to its values; several where not the same was done to all. */
  readonly steps: readonly ColumnStep[];
}

export interface ColumnStep {
  readonly subtype: "IDENTITY" | "TRANSFORMATION";
  readonly description: string;
  readonly masking: boolean;
}

/** A check that found nothing, called as it would be had it found something. */
export interface PassedTest {
  readonly name: string;
  /** The check's key, such as `not_null`. */
  readonly check: string;
  /** `null` for what concerns no one field. */
  readonly column: string | null;
}

/** What is known of one stream of a block. `null` is "not known". */
export interface StreamAccount {
  readonly stream: string;
  readonly source: DatasetName;
  /** `null` where a mapping leaves the stream out. */
  readonly target: DatasetName | null;
  /** The stream's SCHEMA. */
  readonly schema: Json;
  /** Records that came from the source. */
  readonly read: number | null;
  /** Records that the target wrote. */
  readonly written: number | null;
  /** Of columns whose values may be measured. */
  readonly columns: readonly ColumnMetrics[];
  readonly findings: readonly Finding[];
  readonly passed: readonly PassedTest[];
  /** Empty where nobody knows. */
  readonly origins: readonly ColumnOrigin[];
  /** Up to what the source was read. */
  readonly version: string | null;
  /** What became of the target's table besides rows. */
  readonly change: "OVERWRITE" | "ALTER" | null;
}

/** One block of a run: a tap and a target, or a command. */
export interface BlockAccount {
  /** `tap-to-target`, or the command. */
  readonly label: string;
  /** `null` for a block that never began. */
  readonly startedAt: number | null;
  readonly end: { readonly type: "COMPLETE" | "FAIL" | "ABORT"; readonly at: number } | null;
  readonly streams: readonly StreamAccount[];
}

/** A run as its events tell it. */
export interface RunAccount {
  readonly run: Run;
  readonly surroundings: RunSurroundings;
  /** `null` where it went well, or nobody knows why it did not. */
  readonly dossier: Dossier | null;
  /** All blocks of the run, in order. */
  readonly blocks: readonly BlockAccount[];
}
