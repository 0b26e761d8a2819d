import type { Fact, FactRecorder } from "../model/fact.ts";
import type { BlockTotals, StreamCount, ThroughputSample } from "../model/mapper-block.ts";
import { beginningOfFlow, type FlowChange, watchFlow } from "./flow-watch.ts";

export interface TelemetryOptions {
  readonly recorder: FactRecorder;
  readonly blockId: string;
  /** The run's id where this process alone keeps it alive; else the runner does. */
  readonly ownRunId: string | null;
  readonly minRecordsPerSecond: number | null;
  readonly totals: () => BlockTotals;
  readonly takeChanged: () => readonly StreamCount[];
  readonly onFlowChange: (change: FlowChange) => void;
}

const heartbeatMs = 10_000;
const mostSamples = 120;

/**
 * Tells the store how far we are: while records flow at each call, otherwise every 10 s. One telling at a time is under
 * way; what comes meanwhile is told with the next one, the oldest samples falling away.
 */
export class Telemetry {
  readonly #options: TelemetryOptions;
  #samples: ThroughputSample[] = [];
  readonly #changed = new Map<string, StreamCount>();
  #flow = beginningOfFlow;
  #lastRecords = -1;
  #toldAt = 0;
  #isTelling = false;

  constructor(options: TelemetryOptions) {
    this.#options = options;
  }

  /** Half a second has passed. */
  tick(now: number): void {
    const totals = this.#options.totals();
    const sample = sampleOf(totals, now);
    if (totals.records > 0 && !totals.sawEof) this.#watch(sample);
    const flows = totals.records !== this.#lastRecords;
    if (flows) this.#keep(sample);
    this.#lastRecords = totals.records;
    if (this.#isTelling || (!flows && now - this.#toldAt < heartbeatMs)) return;
    void this.#tell(this.take(totals, now), now);
  }

  /** What hasn't been told yet, as facts; it counts as told from now on. */
  take(totals: BlockTotals, now: number): Fact[] {
    const { blockId, ownRunId } = this.#options;
    for (const count of this.#options.takeChanged()) this.#changed.set(count.stream, count);
    const streams = [...this.#changed.values()];
    const samples = this.#samples;
    this.#changed.clear();
    this.#samples = [];
    const progress: Fact = { kind: "block_progress", blockId, at: now, totals, streams, samples };
    return ownRunId === null ? [progress] : [progress, { kind: "run_heartbeat", runId: ownRunId, at: now }];
  }

  async #tell(facts: readonly Fact[], now: number): Promise<void> {
    this.#isTelling = true;
    this.#toldAt = now;
    const recorded = await this.#options.recorder.record(facts);
    this.#isTelling = false;
    if (recorded === "lost") for (const fact of facts) this.#tellAgain(fact);
  }

  /** Counts are totals, so those of a lost telling only matter for streams that nothing new came of. */
  #tellAgain(fact: Fact): void {
    if (fact.kind !== "block_progress") return;
    for (const count of fact.streams)
      if (!this.#changed.has(count.stream)) this.#changed.set(count.stream, count);
  }

  #keep(sample: ThroughputSample): void {
    this.#samples.push(sample);
    if (this.#samples.length > mostSamples) this.#samples.shift();
  }

  #watch(sample: ThroughputSample): void {
    const { state, change } = watchFlow(this.#flow, sample, this.#options.minRecordsPerSecond);
    this.#flow = state;
    if (change !== null) this.#options.onFlowChange(change);
  }
}

function sampleOf(totals: BlockTotals, at: number): ThroughputSample {
  const { records, bytesIn: bytes, waitingForTapMs, waitingForTargetMs, ownWorkMs } = totals;
  return { at, records, bytes, waitingForTapMs, waitingForTargetMs, ownWorkMs };
}
