import { setImmediate as nextTurn } from "node:timers/promises";
import type { Input, InputEvents, Quarantine, Sink, Timing } from "../../src/mapper/ports.ts";
import {
  type MapperLimits,
  type MapperOptions,
  type RunningMapper,
  runMapper,
} from "../../src/mapper/run-mapper.ts";
import type { Fact, FactRecorder, Recorded } from "../../src/model/fact.ts";
import type { BlockTotals, Segment, StreamCount } from "../../src/model/mapper-block.ts";
import type { Signal } from "../../src/model/signal.ts";

/** An input that a test feeds by hand. */
export class FakeInput implements Input {
  isClosed = false;
  #events: InputEvents | null = null;
  #space: Uint8Array = new Uint8Array();
  #isReading = true;
  #queue: (Buffer | "end" | Error)[] = [];

  start(events: InputEvents): void {
    this.#events = events;
    this.#space = events.space();
    this.#drain();
  }

  resume(): void {
    this.#isReading = true;
    this.#drain();
  }

  close(): void {
    this.isClosed = true;
  }

  get isPaused(): boolean {
    return !this.#isReading;
  }

  send(...chunks: (Buffer | string)[]): void {
    this.#queue.push(...chunks.map((chunk) => Buffer.from(chunk)));
    this.#drain();
  }

  end(): void {
    this.#queue.push("end");
    this.#drain();
  }

  break(error: Error): void {
    this.#queue.push(error);
    this.#drain();
  }

  #drain(): void {
    while (this.#isReading && !this.isClosed && this.#events !== null) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      if (next === "end") this.#events.onEnd();
      else if (next instanceof Error) this.#events.onError(next);
      else this.#give(next, this.#events);
    }
  }

  #give(chunk: Buffer, events: InputEvents): void {
    const part = chunk.subarray(0, this.#space.length);
    if (part.length < chunk.length) this.#queue.unshift(chunk.subarray(part.length));
    if (part.length === 0) return;
    this.#space.set(part);
    this.#isReading = events.onBytes(part.length);
    this.#space = events.space();
  }
}

/** A pipe's other end: takes at once what `room` allows, the rest a turn later. */
export class FakeSink implements Sink {
  isClosed = false;
  isAborted = false;
  error: Error | null = null;
  /** Nothing more is taken until it is opened again. */
  isBlocked = false;
  readonly #chunks: Buffer[] = [];
  readonly #room: () => number;
  #waiting: (() => void)[] = [];

  constructor(room: () => number = () => Number.POSITIVE_INFINITY) {
    this.#room = room;
  }

  get output(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  tryWrite(bytes: Buffer, start: number, end: number): number {
    if (this.error !== null) throw this.error;
    const count = this.isBlocked ? 0 : Math.min(end - start, this.#room());
    this.#chunks.push(Buffer.from(bytes.subarray(start, start + count)));
    return count;
  }

  write(bytes: Buffer, start: number, end: number, done: (error: Error | null) => void): void {
    const finish = (): void => {
      if (this.error === null) this.#chunks.push(Buffer.from(bytes.subarray(start, end)));
      done(this.error);
    };
    if (this.isBlocked) this.#waiting.push(finish);
    else setImmediate(finish);
  }

  unblock(): void {
    this.isBlocked = false;
    for (const finish of this.#waiting.splice(0)) finish();
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  abort(): void {
    this.isAborted = true;
  }
}

/** Time that stands still until a test moves it. */
export class FakeTiming implements Timing {
  #now = 1_000_000;
  readonly #timers = new Set<{ due: number; readonly ms: number; readonly work: () => void }>();

  now = (): number => this.#now;
  elapsed = (): number => this.#now;
  every = (ms: number, work: () => void): (() => void) => {
    const timer = { due: this.#now + ms, ms, work };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  soon = (work: () => void): void => void setImmediate(work);

  get timers(): number {
    return this.#timers.size;
  }

  /** Lets so much time pass, timer by timer, and what they set off happen. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > until) break;
      this.#now = next.due;
      next.due += next.ms;
      next.work();
      await nextTurn();
    }
    this.#now = until;
    await nextTurn();
  }

  /** The machine does something else for so long: what came due meanwhile is done once, late. */
  async stall(ms: number): Promise<void> {
    this.#now += ms;
    for (const timer of [...this.#timers].filter(({ due }) => due <= this.#now)) {
      timer.due = this.#now + timer.ms;
      timer.work();
    }
    await nextTurn();
  }
}

/** A recorder whose answers a test may hold back or turn down. */
export class FakeRecorder implements FactRecorder {
  readonly facts: Fact[] = [];
  answer: () => Promise<Recorded> = () => Promise.resolve("stored");
  onRecorded: (facts: readonly Fact[]) => void = () => undefined;

  async record(facts: readonly Fact[]): Promise<Recorded> {
    const recorded = await this.answer();
    if (recorded !== "lost") this.facts.push(...(JSON.parse(JSON.stringify(facts)) as Fact[]));
    if (recorded !== "lost") this.onRecorded(facts);
    return recorded;
  }

  get segments(): Segment[] {
    return this.facts.flatMap((fact) => (fact.kind === "segments" ? [...fact.segments] : []));
  }

  get signals(): Signal[] {
    return this.facts.flatMap((fact) => (fact.kind === "signal" ? [fact.signal] : []));
  }

  get totals(): BlockTotals {
    const last = this.#progress.at(-1);
    if (last === undefined) throw new Error("no progress was told");
    return last.totals;
  }

  /** The last told count of each stream. */
  get counts(): Record<string, StreamCount> {
    return Object.fromEntries(
      this.#progress.flatMap(({ streams }) => streams.map((count) => [count.stream, count])),
    );
  }

  get #progress() {
    return this.facts.filter((fact) => fact.kind === "block_progress");
  }
}

export interface Trial {
  readonly input: FakeInput;
  readonly sink: FakeSink;
  readonly timing: FakeTiming;
  readonly recorder: FakeRecorder;
  readonly mapper: RunningMapper;
  readonly said: string[];
  readonly quarantined: { readonly reason: string; readonly stream: string | null; readonly line: string }[];
}

export interface TrialOptions extends Partial<Pick<MapperOptions, "inspector" | "ownRun">> {
  readonly quarantine?: Quarantine["keep"];
  readonly settling?: Partial<Quarantine>;
  readonly settings?: Partial<MapperLimits>;
  readonly room?: () => number;
  readonly recorder?: FakeRecorder;
}

/** A mapper between a fake tap and a fake target. */
export function startTrial(options: TrialOptions = {}): Trial {
  const input = new FakeInput();
  const sink = new FakeSink(options.room);
  const timing = new FakeTiming();
  const recorder = options.recorder ?? new FakeRecorder();
  const said: string[] = [];
  const quarantined: { reason: string; stream: string | null; line: string }[] = [];
  let ids = 0;
  const mapper = runMapper({
    input,
    sink,
    timing,
    recorder,
    log: (level, message) => said.push(`${level}: ${message}`),
    quarantine: {
      keep:
        options.quarantine ??
        ((entry) => {
          quarantined.push({ ...entry, line: entry.line.toString() });
          return true;
        }),
      isSettled: true,
      settle: () => Promise.resolve(true),
      unsettled: () => new Map(),
      ...options.settling,
    },
    newId: () => `id-${++ids}`,
    settings: {
      inspectLimitBytes: 16 * 1024 * 1024,
      drainMs: 60_000,
      minRecordsPerSecond: null,
      garbage: "pass",
      onUnavailable: "continue",
      sampleValues: "masked",
      ...options.settings,
    },
    block: {
      blockId: "block",
      runId: "run",
      tap: "tap-x",
      process: { host: "here", pid: 1, startedAt: "", bootId: "" },
    },
    ownRun: options.ownRun ?? null,
    labels: { project: "demo" },
    inspector: options.inspector ?? null,
  });
  return { input, sink, timing, recorder, mapper, said, quarantined };
}

/** Sends it all and waits for the end. */
export async function runTrial(chunks: readonly (Buffer | string)[], options: TrialOptions = {}) {
  const trial = startTrial(options);
  trial.input.send(...chunks);
  trial.input.end();
  const result = await trial.mapper.done;
  return { ...trial, ...result, output: trial.sink.output };
}

export function record(stream: string, id: number): string {
  return `{"type":"RECORD","stream":"${stream}","record":{"id":${id}}}\n`;
}

export function state(value: number): string {
  return `{"type":"STATE","value":{"at":${value}}}\n`;
}
