export const logLevels = ["debug", "info", "warning", "error", "critical"] as const;
export type LineLevel = (typeof logLevels)[number];

/** Which end of the pipe a plugin stands at. */
export type Side = "tap" | "mapper" | "target";

/** What every line has; `null` is "the line does not say". */
export interface LineHead {
  /** Meltano's own timestamp, as written. */
  readonly at: string | null;
  readonly level: LineLevel | null;
  /** The plugin that said it, by its Meltano name; `null` for Meltano itself. A mapping's name is never there. */
  readonly plugin: string | null;
  readonly side: Side | null;
  readonly text: string;
}

/** An exception a line carries; its message is the last line of what Python printed. */
export interface LoggedException {
  readonly type: string;
  readonly message: string;
  /** As Python would print it: everything it was raised because of first, frames with their source line. Bounded. */
  readonly lines: readonly string[];
}

/** A Singer metric; a counter's value is what was added since the last one. */
export interface Metric {
  readonly type: string;
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, unknown>>;
}

/** Exit codes as Meltano tells them; a plugin that it does not name is not there. Negative is a signal's number. */
export interface BlockExitCodes {
  readonly tap: number | null;
  readonly target: number | null;
  readonly mappers: Readonly<Record<string, number>>;
}

export interface BlockResult {
  readonly setNumber: number | null;
  readonly blockType: string | null;
  readonly success: boolean;
  readonly error: string | null;
  readonly exitCodes: BlockExitCodes;
  readonly durationSeconds: number | null;
}

/** What an SDK plugin says once it read its input to the end. */
export interface ReaderCounts {
  readonly lines: number;
  readonly schemas: number;
  readonly records: number;
  readonly states: number;
}

/** One line of Meltano's log, understood as far as it can be. */
export type LogEvent = LineHead &
  (
    | { readonly kind: "text" }
    | { readonly kind: "message"; readonly exception: LoggedException | null }
    | { readonly kind: "plugin_stdout" }
    | { readonly kind: "metric"; readonly metric: Metric }
    | { readonly kind: "sdk_announced" }
    | { readonly kind: "reader_completed"; readonly counts: ReaderCounts }
    | { readonly kind: "job_started"; readonly stateId: string }
    | { readonly kind: "stateless" }
    | { readonly kind: "state_updated" }
    | { readonly kind: "state_not_saved"; readonly exception: LoggedException | null }
    | { readonly kind: "terminating" }
    | { readonly kind: "nothing_to_run" }
    | { readonly kind: "timed_out"; readonly timeoutSeconds: number | null }
    | { readonly kind: "block_completed"; readonly result: BlockResult }
    | {
        readonly kind: "run_completed";
        readonly success: boolean;
        readonly durationSeconds: number | null;
      }
  );
