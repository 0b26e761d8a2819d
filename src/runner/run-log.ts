import { isBrokenPipe, isErrorLine, tellingLine } from "./error-line.ts";
import type { BlockResult, LogEvent, LoggedException, ReaderCounts, Side } from "./log-event.ts";

/** What the log said of one block. */
export interface BlockLog {
  /** Meltano's own word on it; `null` where the block never ended by the log. */
  readonly result: BlockResult | null;
  readonly stateUpdates: number;
  /** The target is made with the SDK: it says when it read its input to the end. */
  readonly targetIsSdk: boolean;
  readonly targetRead: ReaderCounts | null;
}

/** What a plugin said, as far as it matters for blaming it. */
export interface PluginWords {
  readonly side: Side | null;
  readonly lastError: string | null;
  readonly last: string;
  /** The very last thing it said was an error. */
  readonly endedWithError: boolean;
  readonly inTraceback: boolean;
  /** What it said right before the traceback that its last line belongs to. */
  readonly saidBefore: string | null;
}

/** All that a run's end is judged by, of its log. Texts are as they came: redact before. */
export interface RunLogState {
  readonly blocks: readonly BlockLog[];
  /** The block that runs, or was left open. */
  readonly open: BlockLog;
  readonly completed: { readonly success: boolean; readonly durationSeconds: number | null } | null;
  readonly timedOut: { readonly timeoutSeconds: number | null } | null;
  readonly terminating: boolean;
  readonly nothingToRun: boolean;
  readonly stateless: boolean;
  readonly stateIds: readonly string[];
  readonly stateNotSaved: string | null;
  readonly plugins: Readonly<Record<string, PluginWords>>;
  /** Exceptions and errors of Meltano itself, without repeats, first come first; at most 20 of each. */
  readonly exceptions: readonly LoggedException[];
  readonly errors: readonly string[];
  /** The newest lines that were no JSON: what Meltano says before its log is set up. At most 40. */
  readonly plainLines: readonly string[];
}

const newBlock: BlockLog = { result: null, stateUpdates: 0, targetIsSdk: false, targetRead: null };

export const emptyRunLog: RunLogState = {
  blocks: [],
  open: newBlock,
  completed: null,
  timedOut: null,
  terminating: false,
  nothingToRun: false,
  stateless: false,
  stateIds: [],
  stateNotSaved: null,
  plugins: {},
  exceptions: [],
  errors: [],
  plainLines: [],
};

/** The state after one more line. */
export function reduceRunLog(state: RunLogState, event: LogEvent): RunLogState {
  switch (event.kind) {
    case "text":
      return { ...state, plainLines: [...state.plainLines, event.text].slice(-40) };
    case "message":
      return event.plugin === null
        ? withMeltanoError(state, event, event.exception)
        : withWords(state, event);
    case "state_not_saved":
      return { ...state, stateNotSaved: state.stateNotSaved ?? describe(event, event.exception) };
    case "sdk_announced":
      return withWords(event.side === "target" ? withOpen(state, { targetIsSdk: true }) : state, event);
    case "reader_completed":
      return withWords(
        event.side === "target" ? withOpen(state, { targetRead: event.counts }) : state,
        event,
      );
    case "metric":
      return event.plugin === null ? state : withWords(state, event);
    case "state_updated":
      return withOpen(state, { stateUpdates: state.open.stateUpdates + 1 });
    case "block_completed":
      return { ...state, blocks: [...state.blocks, { ...state.open, result: event.result }], open: newBlock };
    case "run_completed":
      return { ...state, completed: { success: event.success, durationSeconds: event.durationSeconds } };
    case "timed_out":
      return { ...state, timedOut: { timeoutSeconds: event.timeoutSeconds } };
    case "job_started":
      return { ...state, stateIds: [...state.stateIds, event.stateId] };
    case "terminating":
      return { ...state, terminating: true };
    case "nothing_to_run":
      return { ...state, nothingToRun: true };
    case "stateless":
      return { ...state, stateless: true };
    case "plugin_stdout":
      return state;
  }
}

function withOpen(state: RunLogState, changes: Partial<BlockLog>): RunLogState {
  return { ...state, open: { ...state.open, ...changes } };
}

/** Meltano tells an error twice, once without a run id: equal texts count once. */
function withMeltanoError(
  state: RunLogState,
  event: LogEvent,
  exception: LoggedException | null,
): RunLogState {
  if (event.level !== "error" && event.level !== "critical") return state;
  const text = describe(event, exception);
  const errors =
    text === "" || state.errors.includes(text) ? state.errors : [...state.errors, text].slice(0, 20);
  const known = exception === null || state.exceptions.some((one) => same(one, exception));
  const exceptions = known ? state.exceptions : [...state.exceptions, exception].slice(0, 20);
  return { ...state, errors, exceptions };
}

function withWords(state: RunLogState, event: LogEvent): RunLogState {
  if (event.plugin === null || event.text.trim() === "") return state;
  const before = state.plugins[event.plugin];
  return { ...state, plugins: { ...state.plugins, [event.plugin]: words(before, event) } };
}

function words(before: PluginWords | undefined, event: LogEvent): PluginWords {
  const isError = event.kind === "message" && (isErrorLine(event) || endsTraceback(before, event.text));
  const said = isError ? errorText(event) : null;
  const echo = said !== null && isBrokenPipe(said) && before?.lastError != null;
  const begins = event.text.startsWith("Traceback (most recent");
  return {
    side: event.side ?? before?.side ?? null,
    lastError: said === null || echo ? (before?.lastError ?? null) : said,
    last: tellingLine(event.text),
    endedWithError: isError,
    inTraceback: begins || (before?.inTraceback === true && !isError),
    saidBefore: saidBefore(before, event.text, begins),
  };
}

function saidBefore(before: PluginWords | undefined, text: string, begins: boolean): string | null {
  if (before === undefined) return null;
  if (begins) return chains.test(before.last) ? before.saidBefore : before.last;
  return before.inTraceback || chains.test(text) ? before.saidBefore : null;
}

/** What Python writes between the tracebacks of one chain. */
const chains = /^(?:During handling of the above exception|The above exception was the direct cause)/;

/** In a traceback, the line that names the exception ends it, whatever the exception is called. */
function endsTraceback(before: PluginWords | undefined, text: string): boolean {
  return before?.inTraceback === true && /^[A-Za-z_][\w.]*: /.test(text);
}

function errorText(event: LogEvent): string {
  return describe(event, event.kind === "message" ? event.exception : null);
}

/** One line for an event: its words, else its exception. A plugin's exception says more than "failed". */
function describe(event: LogEvent, exception: LoggedException | null): string {
  const said = tellingLine(event.text);
  if (exception === null) return said;
  const named = exception.message === "" ? exception.type : `${exception.type}: ${exception.message}`;
  return said === "" || said.includes(exception.message) ? said || named : `${said} (${named})`;
}

function same(one: LoggedException, other: LoggedException): boolean {
  return one.type === other.type && one.message === other.message;
}
