import type { StreamChecks } from "../engine/stream-checks.ts";
import type { StreamRecorder } from "../history/profile.ts";
import type { RecordReader } from "../record/record-reader.ts";
import { SlotValues } from "../walker/slot-values.ts";
import { Walker } from "../walker/walker.ts";
import { type Lines, type SureLines, type SureTools, sureLinesOf } from "./sure-lines.ts";
import { SureView } from "./sure-view.ts";

/** A stream has to have so many records before it is worth a plan of its own. */
const fewRecords = 100;
/** So many streams have one at a time; whoever had to give way needs so many more records. */
const mostStreams = 100;
const afterEviction = 5000;
/** After so many tries in a row that took nothing, only every n-th is made. */
const mostMisses = 16;
const everyNth = 32;

interface Held {
  readonly checks: StreamChecks;
  readonly recorder: StreamRecorder;
  /** `null`: there is no plan, or there can't be one. */
  lines: SureLines | null;
  /** From how many records on a plan may be made; never where it can't be. */
  from: number;
  misses: number;
}

/** The sure lines of all streams of a run. Only busy streams have a plan for them. */
export class SurePool {
  readonly #reader: RecordReader;
  readonly #text: (start: number, end: number) => string;
  readonly #known = new WeakMap<StreamChecks, Held>();
  /** Those with a plan, the one that was busy longest ago first. */
  readonly #busy = new Set<Held>();
  #tools: SureTools | null = null;
  #isOff = false;
  #last: Held | null = null;

  /** `text` gives the text of bytes that lie where lines are; `reader` reads records that have to be seen whole. */
  constructor(reader: RecordReader, text: (start: number, end: number) => string) {
    this.#reader = reader;
    this.#text = text;
  }

  /** Other bytes lie now where lines lay. */
  forget(): void {
    this.#tools?.walker.forget();
  }

  /** A SCHEMA of the stream came. */
  changed(checks: StreamChecks): void {
    const held = this.#known.get(checks);
    if (held === undefined) return;
    this.#busy.delete(held);
    this.#known.delete(checks);
    this.#last = null;
  }

  /** Takes lines of a stream that need not be read whole; `null` where the first one has to be. */
  take(checks: StreamChecks, recorder: StreamRecorder, lines: Lines): SureLines | null {
    if (this.#isOff || checks.counts.records < fewRecords) return null;
    const held = this.#heldOf(checks, recorder);
    if (held.misses > mostMisses && held.misses++ % everyNth !== 0) return null;
    const sure = held.lines ?? this.#begin(held);
    if (sure === null || sure.take(lines) === 0) {
      held.misses++;
      return null;
    }
    held.misses = 0;
    return sure;
  }

  #heldOf(checks: StreamChecks, recorder: StreamRecorder): Held {
    if (this.#last?.checks === checks) return this.#last;
    const known = this.#known.get(checks);
    const held = known ?? { checks, recorder, lines: null, from: fewRecords, misses: 0 };
    if (known === undefined) this.#known.set(checks, held);
    if (this.#busy.delete(held)) this.#busy.add(held);
    this.#last = held;
    return held;
  }

  #begin(held: Held): SureLines | null {
    const { checks, recorder } = held;
    if (checks.counts.records < held.from) return null;
    const tools = this.#toolsOrNone();
    held.lines = tools === null ? null : sureLinesOf(checks, recorder, tools);
    held.from = held.lines === null ? Number.POSITIVE_INFINITY : held.from;
    if (held.lines === null) return null;
    this.#busy.add(held);
    if (this.#busy.size > mostStreams) this.#evict();
    return held.lines;
  }

  #evict(): void {
    const [oldest] = this.#busy;
    if (oldest === undefined) return;
    this.#busy.delete(oldest);
    oldest.lines = null;
    oldest.from = oldest.checks.counts.records + afterEviction;
  }

  /** Where the walker can't be had, all lines are read whole. */
  #toolsOrNone(): SureTools | null {
    if (this.#tools !== null) return this.#tools;
    try {
      const walker = new Walker();
      const view = new SureView(this.#reader, this.#text);
      this.#tools = { walker, values: new SlotValues(walker), view };
    } catch {
      this.#isOff = true;
    }
    return this.#tools;
  }
}
