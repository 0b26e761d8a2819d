import { UsageError } from "../../lib/errors.ts";
import type { PluginRole, Run } from "../../model/run.ts";
import { createLineSplitter } from "../../runner/line-splitter.ts";
import { readLogLine } from "../../runner/read-log-line.ts";
import type { Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { findKnownRun } from "./find-known-run.ts";
import { createLogAppender, type LogAppender, readStoredLog } from "./log-appender.ts";
import type { LogSource } from "./log-source.ts";
import { type LogTime, logTime } from "./log-time.ts";
import { LoggedRun } from "./logged-run.ts";
import { RunDivider } from "./run-divider.ts";
import { storeRun } from "./store-run.ts";

export interface IngestOptions {
  readonly project: OpenedProject;
  readonly exitCode: number | null;
  readonly job: string | null;
  /** Tells of the runs' ends as a tick would; `null` tells nobody. */
  readonly alerting: Alerting | null;
}

export interface Ingested {
  /** The runs of the log, in order of their first lines. */
  readonly runIds: readonly string[];
  /** Why the log is not whole: what could be read of it is in. */
  readonly error: Error | null;
  /** Lines that belong to no run any more: too many runs were mixed in one file. */
  readonly late: number;
}

/**
 * Takes a Meltano log in: its runs are in the store then, each once, however often it is taken in. Raises
 * `LOG_NOT_MELTANO` where it holds no line of Meltano's, `FILE_UNREADABLE` where nothing could be read.
 */
export async function ingestLog(source: LogSource, options: IngestOptions): Promise<Ingested> {
  const store = await options.project.store();
  const ingestion = new Ingestion(source, store, options);
  let error: Error | null = null;
  try {
    for await (const chunk of source.bytes()) await ingestion.take(chunk);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    error = thrown;
  }
  const runIds = await ingestion.end();
  if (runIds.length === 0) throw error ?? notMeltano(source.name);
  return { runIds, error, late: ingestion.late };
}

function notMeltano(name: string): UsageError {
  return new UsageError({
    code: "LOG_NOT_MELTANO",
    what: `${name === "-" ? "The pipe" : name} holds no line of a Meltano log.`,
    whatToDo:
      "Give what `meltano run` wrote to stderr, or an elt.log. At log level warning a good run may write nothing at all.",
  });
}

interface OpenLog {
  readonly appender: LogAppender;
  readonly held: Run | null;
}

class Ingestion {
  readonly #source: LogSource;
  readonly #store: Store;
  readonly #options: IngestOptions;
  readonly #splitter = createLineSplitter();
  readonly #divider: RunDivider;
  readonly #logs = new Map<string, OpenLog>();
  readonly #runIds = new Set<string>();
  readonly #time: LogTime;
  #plain = true;

  constructor(source: LogSource, store: Store, options: IngestOptions) {
    [this.#source, this.#store, this.#options] = [source, store, options];
    const { redactor, config, project } = options.project;
    const roles = new Map(project.plugins.map(({ name, type }) => [name, roleOfType(type)]));
    this.#time = logTime(config.settings.timezone ?? null);
    this.#divider = new RunDivider(
      () =>
        new LoggedRun({
          redactor,
          keep: config.settings.logs.keep,
          roleOf: (name) => roles.get(name) ?? null,
        }),
    );
  }

  get late(): number {
    return this.#divider.late;
  }

  async take(chunk: Buffer): Promise<void> {
    this.#read(this.#splitter.push(chunk));
    for (const run of this.#divider.full()) await this.#append(run, false);
    for (const run of this.#divider.done(false)) await this.#settle(run);
  }

  async end(): Promise<readonly string[]> {
    this.#read(this.#splitter.end());
    for (const run of this.#divider.done(true)) await this.#settle(run);
    return [...this.#runIds];
  }

  #read(lines: readonly string[]): void {
    for (const line of lines) {
      const read = readLogLine(line, { plain: this.#plain });
      if (read.form !== null && read.form !== "plain") this.#plain = false;
      this.#divider.take(read, line);
    }
  }

  async #append(run: LoggedRun, all: boolean): Promise<OpenLog> {
    const open = await this.#log(run);
    for (const { text, at } of run.takeKept()) open.appender.add(text, this.#time(at) ?? this.#writtenAt());
    const facts = open.appender.take(all);
    if (facts.length > 0) await this.#store.apply(facts);
    return open;
  }

  async #log(run: LoggedRun): Promise<OpenLog> {
    const loggedId = run.runId ?? run.deriveId();
    const known = this.#logs.get(loggedId);
    if (known !== undefined) return known;
    const held = await this.#findKnown(run, loggedId);
    const runId = held?.runId ?? loggedId;
    const open = { held, appender: createLogAppender(runId, await readStoredLog(this.#store, runId)) };
    this.#logs.set(loggedId, open);
    return open;
  }

  /** A long log is stored before all of it is read: then only its end may tell which run it is about. */
  async #settle(run: LoggedRun): Promise<void> {
    const loggedId = run.runId ?? run.deriveId();
    const begun = (await this.#append(run, true)).held;
    const held = begun ?? (await this.#findKnown(run, loggedId));
    this.#logs.delete(loggedId);
    if (begun === null && held !== null) await this.#copyLog(loggedId, held.runId);
    const runId = held?.runId ?? loggedId;
    this.#runIds.add(runId);
    await storeRun(this.#store, {
      ...this.#options,
      logged: run,
      runId,
      held,
      writtenAt: this.#writtenAt(),
      time: this.#time,
    });
  }

  #findKnown(run: LoggedRun, runId: string): Promise<Run | null> {
    const project = this.#options.project.project.name;
    return findKnownRun(this.#store, run, { runId, project, time: this.#time });
  }

  async #copyLog(from: string, to: string): Promise<void> {
    for await (const chunk of this.#store.runs.log(from))
      await this.#store.apply([{ kind: "log", runId: to, chunk }]);
  }

  #writtenAt(): number {
    return this.#source.writtenAt ?? this.#options.project.clock.now();
  }
}

const rolesOfTypes: Readonly<Record<string, PluginRole>> = {
  extractors: "tap",
  loaders: "target",
  mappers: "mapper",
};

function roleOfType(type: string): PluginRole {
  return rolesOfTypes[type] ?? "other";
}
