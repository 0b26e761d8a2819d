import type { Labels } from "./labels.ts";

export const runStatuses = [
  "running",
  "success",
  "failed",
  "terminated",
  "timed_out",
  "lost",
  "not_started",
  "unknown",
] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Statuses that say: this run is over and did not do its work. */
export const badStatuses: ReadonlySet<RunStatus> = new Set([
  "failed",
  "terminated",
  "timed_out",
  "lost",
  "not_started",
]);

export type PluginRole = "tap" | "mapper" | "target" | "other";

/**
 * Who first told us of a run: our wrapper, a mapper on its own, Meltano's `runs` table, a log made elsewhere, `ping` for a
 * job that we don't watch.
 */
export type RunSource = "runner" | "mapper" | "meltano" | "ingest" | "ping";

/** A process on a host, so that "is it still there?" has a true answer even when its pid was reused. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Kernel start time of the process, as text; empty where the system does not tell. */
  readonly startedAt: string;
  readonly bootId: string;
}

/** One execution seen by us. Times are milliseconds since the epoch; `null` is "not known" or "not applicable". */
export interface Run {
  readonly runId: string;
  readonly project: string;
  readonly environment: string;
  readonly job: string;
  readonly tasks: readonly string[];
  readonly status: RunStatus;
  readonly exitCode: number | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Whether everything that can be known about the run is in. */
  readonly complete: boolean;
  readonly owner: string | null;
  readonly labels: Labels;
  readonly trigger: string | null;
  readonly source: RunSource;
  readonly process: ProcessIdentity | null;
  readonly heartbeatAt: number | null;
  /** One sentence of why it did not go well; `null` for a good or unfinished run. */
  readonly cause: string | null;
  /** The plugin to blame where known, by its Meltano name. */
  readonly failedPlugin: string | null;
  /** What a person should know about how this run was watched, one sentence each. */
  readonly notices: readonly string[];
}

export interface Attempt {
  readonly number: number;
  readonly status: RunStatus;
  readonly exitCode: number | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

export interface RunPlugin {
  readonly name: string;
  readonly role: PluginRole;
  readonly exitCode: number | null;
  readonly cpuSeconds: number | null;
  readonly maxRssBytes: number | null;
}

/**
 * A count that one side of the pipe gave for a stream, from its own log. `target_input` is what a target's reader took in
 * over all streams: its stream is empty.
 */
export interface StreamClaim {
  readonly stream: string;
  readonly side: "tap" | "target" | "target_input";
  readonly records: number;
}
