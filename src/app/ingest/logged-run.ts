import type { Redactor } from "../../lib/redaction/index.ts";
import type { PluginRole, StreamClaim } from "../../model/run.ts";
import { hear, SpokenLog } from "../../runner/diagnose-run.ts";
import { addLastWords, type LastWords, noLastWords } from "../../runner/last-words.ts";
import type { LogEvent } from "../../runner/log-event.ts";
import { isKept } from "../../runner/log-keeper.ts";
import { LoggedPlan } from "../../runner/logged-plan.ts";
import type { LogForm, ReadLine } from "../../runner/read-log-line.ts";
import { redactLogEvent } from "../../runner/redact-log-event.ts";
import { renderLogLine } from "../../runner/render-log-line.ts";
import { emptyRunLog, type RunLogState, reduceRunLog } from "../../runner/run-log.ts";
import { createStreamClaims } from "../../runner/stream-claims.ts";
import { createDerivedRunId } from "./derived-run-id.ts";

export interface LoggedRunOptions {
  readonly redactor: Redactor;
  readonly keep: "redacted" | "errors" | "none";
  /** What the project knows of a plugin's name. */
  readonly roleOf: (name: string) => PluginRole | null;
}

/** A line of the log as it is stored, with Meltano's timestamp as written. */
export interface KeptLine {
  readonly text: string;
  readonly at: string | null;
}

/** More blocks, plugins or state ids than any log has; a hostile one is not followed further. */
const mostBlocks = 1000;
const mostPlugins = 200;
const mostStreams = 20_000;

/** Lines that may wait until the run's id is known. */
const mostWaiting = 4096;
const mostWaitingCharacters = 1024 * 1024;

/** What a log says of one run, taken in line by line. */
export class LoggedRun {
  /** From the log, else derived from it; `null` until it is known. */
  runId: string | null = null;
  idIsDerived = false;
  /** Lines in one of Meltano's forms. */
  recognised = 0;
  readonly forms = new Set<LogForm>();
  readonly plan: LoggedPlan;
  environment: string | null = null;
  /** Timestamps as written: of the first line, the last, and the one that says the run is over. */
  firstAt: string | null = null;
  lastAt: string | null = null;
  endedAt: string | null = null;
  words: LastWords = noLastWords;
  state: RunLogState = emptyRunLog;
  readonly spoken = new SpokenLog();
  readonly #options: LoggedRunOptions;
  readonly #claims = createStreamClaims();
  readonly #derived = createDerivedRunId();
  readonly #plugins = new Set<string>();
  readonly #streams = new Set<string>();
  #kept: KeptLine[] = [];
  #waitingCharacters = 0;
  #inLoggingError = false;

  constructor(options: LoggedRunOptions) {
    this.#options = options;
    this.plan = new LoggedPlan(options.roleOf);
  }

  /** Something happened in it; what comes before is only Meltano starting. */
  get isActive(): boolean {
    return this.words.ended || this.words.openBlock || this.plan.ended > 0 || this.#plugins.size > 0;
  }

  /** Nothing more fits in while nobody knows whose lines these are. */
  get isFull(): boolean {
    return this.#kept.length >= mostWaiting || this.#waitingCharacters >= mostWaitingCharacters;
  }

  add(read: ReadLine, raw: string): void {
    const event = this.#withSide(redactLogEvent(read.event, this.#options.redactor));
    if (read.form !== null) this.recognised += 1;
    if (read.form !== null) this.forms.add(read.form);
    if (this.runId === null) this.#derived.add(raw, event.at !== null);
    this.#keep(event);
    this.#note(event);
    this.#reduce({ ...read, event });
  }

  /** Names the run by what its log holds, where nobody else named it. */
  deriveId(): string {
    this.runId = this.#derived.id();
    this.idIsDerived = true;
    return this.runId;
  }

  /** The lines to store that came since the last call. */
  takeKept(): KeptLine[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#waitingCharacters = 0;
    return kept;
  }

  claims(): StreamClaim[] {
    return this.#streams.size > mostStreams ? [] : this.#claims.list();
  }

  tapRecords(): number | null {
    return this.#streams.size > mostStreams ? null : this.#claims.tapRecords();
  }

  /** Console lines name the plugin and not its side. */
  #withSide(event: LogEvent): LogEvent {
    if (event.plugin === null || event.side !== null) return event;
    const role = this.#options.roleOf(event.plugin);
    return role === null || role === "other" ? event : { ...event, side: role };
  }

  #keep(event: LogEvent): void {
    if (!isKept(event, this.#options.keep)) return;
    if (this.runId === null && this.isFull) return;
    const text = renderLogLine(event, { whole: true });
    this.#kept.push({ text, at: event.at });
    this.#waitingCharacters += text.length;
  }

  #note(event: LogEvent): void {
    if (event.at !== null) {
      this.firstAt ??= event.at;
      this.lastAt = event.at;
    }
    this.environment ??=
      event.plugin === null ? (/^Environment '([^']+)' is active$/.exec(event.text)?.[1] ?? null) : null;
    const before = this.words;
    this.words = addLastWords(before, event);
    const isEnd =
      (this.words.ended && !before.ended) || (this.words.failure !== null && before.failure === null);
    if (isEnd || (event.kind === "block_completed" && !event.result.success))
      this.endedAt = event.at ?? this.endedAt;
  }

  #reduce(read: ReadLine): void {
    const { event } = read;
    if (event.kind === "text" && this.#isLoggingError(event.text)) return;
    hear(this.spoken, event);
    if (event.kind === "metric") this.#count(event);
    else if (event.kind === "reader_completed") this.#claims.add(event);
    if (this.#isBeyond(event)) return;
    const setNumber = this.plan.ended;
    this.plan.add(read);
    this.state = reduceRunLog(
      this.state,
      event.kind === "block_completed" ? { ...event, result: { ...event.result, setNumber } } : event,
    );
  }

  #count(event: Extract<LogEvent, { readonly kind: "metric" }>): void {
    const { stream, endpoint, table } = event.metric.tags;
    if (this.#streams.size <= mostStreams) this.#streams.add(String(stream ?? endpoint ?? table));
    if (this.#streams.size <= mostStreams) this.#claims.add(event);
  }

  /** In the plain form Meltano trips over its own logging, and prints how; that is not what went wrong. */
  #isLoggingError(text: string): boolean {
    const inside = this.#inLoggingError || text === "--- Logging error ---";
    this.#inLoggingError = inside && !text.startsWith("Arguments: ");
    return inside;
  }

  #isBeyond(event: LogEvent): boolean {
    if (event.kind === "block_completed") return this.state.blocks.length >= mostBlocks;
    if (event.kind === "job_started") return this.state.stateIds.length >= mostBlocks;
    if (event.plugin === null || this.#plugins.has(event.plugin)) return false;
    if (this.#plugins.size >= mostPlugins) return true;
    this.#plugins.add(event.plugin);
    return false;
  }
}
