import type { Fact, FactRecorder } from "../model/fact.ts";
import { degradedSignal, type SignalSource, slowFlowSignal, uncoveredSignal } from "./block-signals.ts";
import type { FlowChange } from "./flow-watch.ts";
import type { Log, Timing } from "./ports.ts";

export interface BlockReportsOptions {
  readonly log: Log;
  readonly recorder: FactRecorder;
  readonly source: SignalSource;
  readonly timing: Timing;
}

/** What a block has to say of itself beside counts: each thing once on stderr, and as a signal. */
export class BlockReports {
  /** The checking side failed and bytes were only copied from then on. */
  incomplete = false;
  /** Records that flowed without an audit entry. */
  uncovered = 0;
  /** Signals that got lost on their way and are to be told again at the end. */
  readonly untold: Fact[] = [];
  readonly #options: BlockReportsOptions;
  #saidHeldBack = false;

  constructor(options: BlockReportsOptions) {
    this.#options = options;
  }

  degraded(reason: string): void {
    const { log, source, timing } = this.#options;
    this.incomplete = true;
    log("error", `${reason}; from here on bytes are only copied`);
    this.#tell(degradedSignal(source, reason, timing.now()));
  }

  addUncovered(records: number): void {
    const { log, source, timing } = this.#options;
    const isFirst = this.uncovered === 0 && records > 0;
    this.uncovered += records;
    if (!isFirst) return;
    log("error", "neither store nor spool can be written: records pass on without an audit entry");
    this.#tell(uncoveredSignal(source, records, timing.now()));
  }

  heldBack(): void {
    if (!this.#saidHeldBack)
      this.#options.log("error", "neither store nor spool can be written: STATE is held back");
    this.#saidHeldBack = true;
  }

  slowFlow(change: FlowChange): void {
    this.#tell(slowFlowSignal(this.#options.source, change, this.#options.timing.now()));
  }

  #tell(fact: Fact): void {
    void this.#options.recorder.record([fact]).then((recorded) => {
      if (recorded === "lost") this.untold.push(fact);
    });
  }
}
