import type { Dossier } from "./dossier.ts";
import type { Finding, PassedCheck } from "./finding.ts";
import type { FlightRecord } from "./flight-record.ts";
import type { RunLineage } from "./lineage.ts";
import type { LineageEvent } from "./lineage-event.ts";
import type { BlockTotals, MapperBlock, Segment, StreamCount, ThroughputSample } from "./mapper-block.ts";
import type { PluginResources } from "./plugin-resources.ts";
import type { Attempt, Run, RunPlugin, StreamClaim } from "./run.ts";
import type { RunContext } from "./run-context.ts";
import type { Signal } from "./signal.ts";
import type { StreamProfile } from "./stream-history.ts";

/**
 * Something that happened and must not be lost. Facts are plain JSON, carry absolute values and their own ids, and can
 * be applied twice without harm: the store applies them, and while it is away the spool keeps them as lines of JSON.
 */
export type Fact =
  | { readonly kind: "run_opened"; readonly run: Run }
  | { readonly kind: "run_changed"; readonly runId: string; readonly changes: RunChanges }
  | { readonly kind: "run_heartbeat"; readonly runId: string; readonly at: number }
  | { readonly kind: "attempt"; readonly runId: string; readonly attempt: Attempt }
  | { readonly kind: "plugin"; readonly runId: string; readonly plugin: RunPlugin }
  | { readonly kind: "claims"; readonly runId: string; readonly claims: readonly StreamClaim[] }
  | { readonly kind: "log"; readonly runId: string; readonly chunk: LogChunk }
  | { readonly kind: "block_opened"; readonly block: MapperBlock }
  | {
      readonly kind: "block_progress";
      readonly blockId: string;
      readonly at: number;
      readonly totals: BlockTotals;
      readonly streams: readonly StreamCount[];
      readonly samples: readonly ThroughputSample[];
    }
  | {
      readonly kind: "segments";
      readonly blockId: string;
      readonly runId: string;
      readonly segments: readonly Segment[];
    }
  | {
      readonly kind: "block_closed";
      readonly blockId: string;
      readonly at: number;
      readonly exitCode: number;
      readonly reason: string | null;
      /** Left out where there is none. */
      readonly flight?: FlightRecord | null;
    }
  | {
      readonly kind: "findings";
      readonly blockId: string;
      readonly runId: string;
      readonly at: number;
      readonly findings: readonly Finding[];
      /** Known only once the block is over. */
      readonly passed: readonly PassedCheck[];
    }
  | { readonly kind: "dossier"; readonly runId: string; readonly dossier: Dossier }
  | { readonly kind: "run_context"; readonly runId: string; readonly context: RunContext }
  | { readonly kind: "resources"; readonly runId: string; readonly plugins: readonly PluginResources[] }
  | { readonly kind: "findings_told"; readonly runId: string; readonly at: number }
  | { readonly kind: "purged"; readonly purgeId: string; readonly purge: QuarantinePurge }
  | { readonly kind: "replayed"; readonly replayId: string; readonly replay: QuarantineReplay }
  | { readonly kind: "config_seen"; readonly config: SeenConfig }
  | {
      readonly kind: "stream_profiles";
      readonly blockId: string;
      readonly runId: string;
      readonly at: number;
      readonly profiles: readonly StreamProfile[];
    }
  | { readonly kind: "lineage_events"; readonly events: readonly LineageEvent[] }
  | {
      readonly kind: "lineage";
      readonly runId: string;
      /** When it was put together: of two accounts of one run the later holds. */
      readonly seenAt: number;
      readonly lineage: RunLineage;
    }
  | { readonly kind: "signal"; readonly signalId: string; readonly signal: Signal };

/** Rows that somebody erased from the quarantine; the account stays, the values do not. */
export interface QuarantinePurge {
  readonly at: number;
  readonly by: string;
  /** The run's id, where only its rows were meant. */
  readonly runId: string | null;
  readonly stream: string | null;
  /** Whether rows of one key were meant. The key itself is not kept. */
  readonly ofKey: boolean;
  readonly olderThan: number | null;
  readonly records: number;
  readonly files: readonly string[];
  readonly note: string | null;
}

/** Rows of the quarantine that somebody sent on their way again. */
export interface QuarantineReplay {
  readonly at: number;
  readonly by: string;
  /** The run's id, where only its rows were meant. */
  readonly runId: string | null;
  readonly stream: string | null;
  /** Rows that went out. */
  readonly records: number;
  /** Rows that checks hold back still. */
  readonly held: number;
}

/** The settings that one of our programs found, by their hash: where it is another one than before, they were changed. */
export interface SeenConfig {
  readonly project: string;
  readonly environment: string;
  /** Empty for those of no one job. */
  readonly job: string;
  readonly hash: string;
  readonly at: number;
  /** The program that saw them. */
  readonly by: string;
}

/** What may change of a run after it was opened. */
export type RunChanges = Partial<
  Pick<
    Run,
    | "status"
    | "exitCode"
    | "endedAt"
    | "complete"
    | "owner"
    | "labels"
    | "job"
    | "tasks"
    | "environment"
    | "trigger"
    | "source"
    | "process"
    | "heartbeatAt"
    | "cause"
    | "failedPlugin"
    | "notices"
    | "startedAt"
  >
>;

/** A piece of a run's redacted log: whole lines, counted up from 0 per run. */
export interface LogChunk {
  readonly number: number;
  readonly at: number;
  /** Lines without their newlines, already redacted. */
  readonly lines: readonly string[];
}

/** Where a batch of facts ended up: durable in the store, durable in the spool file, or nowhere. */
export type Recorded = "stored" | "spooled" | "lost";

/** Makes facts durable, all of a batch or none; never throws. */
export interface FactRecorder {
  record(facts: readonly Fact[]): Promise<Recorded>;
}
