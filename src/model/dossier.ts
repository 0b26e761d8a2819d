import type { PluginRole } from "./run.ts";

export const failureCategories = [
  "auth",
  "rate_limit",
  "network",
  "dns",
  "tls",
  "timeout",
  "schema",
  "data",
  "disk",
  "memory",
  "config",
  "dependency",
  "lock",
  "state",
  "killed",
  "bug",
  "unknown",
] as const;
/** What kind of thing made a run fail. */
export type FailureCategory = (typeof failureCategories)[number];

/** Whose fault it is: a plugin's side of the pipe, Meltano's, or ours. */
export type FailureRole = PluginRole | "meltano" | "pitchpipe";

/** A line that says so, already redacted. */
export interface FailureEvidence {
  /** The plugin that said it; `null` for Meltano. */
  readonly plugin: string | null;
  readonly line: string;
}

/** Something that is not as it was in the last good run. */
export interface RunChange {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a failure leaves undone. */
export interface FailureImpact {
  /** Streams of the last good run that are not known to be loaded whole; `null` where nobody counted. */
  readonly streams: readonly string[] | null;
  /** Records that passed after the last bookmark: the next run brings them again. */
  readonly recordsSinceBookmark: number | null;
}

/** Everything about a run that did not go well, for whoever is woken by it. */
export interface Dossier extends Diagnosis {
  /** How many times in a row the job has failed of this cause, this time included. */
  readonly repeated: number;
  readonly lastGoodRunId: string | null;
  /** Since the last good run. */
  readonly changed: readonly RunChange[];
  readonly impact: FailureImpact;
}

/** Why a run failed and what to do, as far as its log tells. */
export interface Diagnosis {
  /** Its Meltano name; `null` where it was no plugin, or nobody knows. */
  readonly plugin: string | null;
  readonly role: FailureRole;
  readonly category: FailureCategory;
  /** 0 to 1: how sure it is that the category is right. */
  readonly confidence: number;
  /** One sentence that a person understands. */
  readonly cause: string;
  /** The deciding line first, then what stood around it. */
  readonly evidence: readonly FailureEvidence[];
  readonly advice: readonly string[];
  /** What to type next; `null` where no command helps. */
  readonly command: string | null;
  /** Equal for failures of the same kind; `null` where nothing known was said. */
  readonly signature: string | null;
}
