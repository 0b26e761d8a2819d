import type { BlockTotals } from "../model/mapper-block.ts";
import { closingFacts } from "./closing-facts.ts";
import { brokenReason, type Ending, resultOf, type StopSignal, signalNumbers } from "./outcome.ts";
import type { MapperOptions, MapperResult } from "./run-mapper.ts";
import { type SessionParts, sessionParts } from "./session-parts.ts";
import { asksToStopAtOnce, heardUntil, stopReason, watchMs } from "./stop-rule.ts";

const unkept = "rows to be quarantined could not be kept";
const sampleMs = 500;
/** How long a second signal waits for the store. */
const atOnceMs = 1000;

/** One mapper from its first byte to its exit code. */
export class Session {
  readonly #options: MapperOptions;
  readonly #parts: SessionParts;
  #sawEof = false;
  #signal: { readonly name: StopSignal; readonly at: number } | null = null;
  #failed: { readonly reason: string; readonly at: number } | null = null;
  #ending: Ending | null = null;
  #torn: string | null = null;
  #endedAt = 0;
  #watchedAt = Number.POSITIVE_INFINITY;
  #stopTimers: (() => void)[] = [];
  #onFlushed: (() => void) | null = null;
  #isStoppingAtOnce = false;
  #hasLeft = false;
  #settle: (result: MapperResult) => void = () => undefined;

  constructor(options: MapperOptions) {
    this.#options = options;
    this.#parts = sessionParts(options, {
      onProgress: () => this.#onProgress(),
      onBroken: (error) => this.#onBroken(error),
      onRelease: (ticket) => this.#onRelease(ticket),
      onWithhold: (ticket) => this.#onWithhold(ticket),
      onUnkept: () => this.#fail(unkept),
      onFail: (reason) => this.#fail(reason),
      onInputEnd: (error) =>
        this.#end(
          error === null ? { kind: "eof" } : { kind: "closed", reason: `reading failed: ${error.message}` },
        ),
      totals: () => this.#totals(),
    });
  }

  run(): Promise<MapperResult> {
    const { timing } = this.#options;
    return new Promise((settle) => {
      this.#settle = settle;
      void this.#parts.recorder.record([]);
      this.#stopTimers = [
        timing.every(sampleMs, () => this.#parts.telemetry.tick(timing.now())),
        timing.every(watchMs, () => this.#watch()),
      ];
      this.#parts.intake.start();
    });
  }

  signal(name: StopSignal): void {
    const { log, timing } = this.#options;
    if (this.#signal !== null) {
      if (asksToStopAtOnce(this.#signal.at, timing.now())) void this.#stopAtOnce(name);
      return;
    }
    this.#signal = { name, at: timing.now() };
    this.#parts.intake.lastBytesAt = timing.now();
    log("info", `${name}: passing on what the tap still sends, then stopping`);
  }

  #onProgress(): void {
    this.#parts.intake.resume();
    if (this.#parts.outlet.isIdle) this.#onFlushed?.();
  }

  #onRelease(ticket: number): void {
    this.#parts.outlet.release(ticket);
    this.#onProgress();
  }

  /** Nothing can be written any more: reading on would only hide that from the tap. */
  #onBroken(error: Error): void {
    this.#end({
      kind: "closed",
      reason: brokenReason(error, this.#parts.pump.lines, this.#parts.ledger.sinceState()),
    });
    this.#onFlushed?.();
  }

  #onWithhold(ticket: number): void {
    if (this.#failed === null) this.#parts.reports.heldBack();
    this.#parts.pump.statesWithheld += this.#parts.outlet.withhold(ticket);
    this.#onProgress();
  }

  /** Forwards no more, withholds STATE, and reads the rest of the input so that the tap can end. */
  #fail(reason: string): void {
    if (this.#failed !== null) return;
    const { log, timing } = this.#options;
    this.#failed = { reason, at: timing.now() };
    this.#parts.pump.discard();
    log("error", `${reason}; nothing more is passed on and the run fails`);
  }

  /** Deadlines, ten times a second. */
  #watch(): void {
    const { timing, settings } = this.#options;
    const now = timing.now();
    const { intake } = this.#parts;
    intake.lastBytesAt = heardUntil(intake.lastBytesAt, { watchedAt: this.#watchedAt, now });
    this.#watchedAt = now;
    if (this.#ending === null && this.#failed !== null && now - this.#failed.at >= settings.drainMs)
      this.#end({ kind: "drained", reason: this.#failed.reason });
    if (this.#signal !== null) this.#watchSignal(this.#signal.at, now);
    const isLate = this.#ending !== null && now - this.#endedAt >= settings.drainMs;
    if (isLate && (this.#parts.outlet.waitsFor === "release" || this.#failed !== null)) this.#giveUp();
  }

  #watchSignal(signalledAt: number, now: number): void {
    const { waitsForTap, lastBytesAt } = this.#parts.intake;
    const { drainMs } = this.#options.settings;
    const reason = stopReason({ signalledAt, lastBytesAt, waitsForTap, drainMs }, now);
    if (reason === null) return;
    if (this.#ending === null) this.#end({ kind: "stopped", reason });
    else if (now - signalledAt >= drainMs) this.#giveUp();
  }

  /** What waits can't be written in time. */
  #giveUp(): void {
    if (this.#parts.outlet.isIdle) return;
    const bytes = this.#parts.outlet.discard();
    this.#torn ??= `${bytes} bytes could not be passed on in time`;
    this.#options.sink.abort();
    this.#onFlushed?.();
  }

  #end(ending: Ending): void {
    if (this.#ending !== null) return;
    const { input, timing } = this.#options;
    this.#ending = ending;
    this.#sawEof = ending.kind === "eof";
    this.#endedAt = timing.now();
    if (ending.kind !== "eof") input.close();
    this.#parts.intake.end();
    this.#takeRest();
    const { beforeLastWord } = this.#options;
    if (beforeLastWord === undefined || !this.#sawEof) this.#conclude();
    else {
      this.#parts.outlet.flush();
      void beforeLastWord.then(() => this.#conclude());
    }
  }

  #conclude(): void {
    if (this.#isStoppingAtOnce) return;
    this.#parts.pump.conclude(this.#sawEof && this.#torn === null);
    this.#parts.outlet.flush();
    this.#parts.pace.end();
    this.#parts.intake.resume();
    void this.#finish();
  }

  #takeRest(): void {
    const rest = this.#parts.pump.onEnd();
    if (this.#parts.pump.endedInsideLongLine) this.#torn = "the input ended inside a line";
    if (rest === null) return;
    const number = this.#parts.pump.lines + 1;
    const entry = {
      reason: "torn last line",
      check: "torn_line",
      key: null,
      stream: null,
      line: rest,
      number,
    };
    const isKept = this.#options.quarantine.keep(entry);
    const where = isKept ? "it was kept aside, not passed on" : "it could not be kept aside";
    this.#torn = `the input ended inside line ${number}; ${where}`;
  }

  /** Leaves what waits where it is; only that the block is over is made durable, in the little time there is. */
  async #stopAtOnce(name: StopSignal): Promise<void> {
    if (this.#isStoppingAtOnce) return;
    this.#isStoppingAtOnce = true;
    const { input, sink, timing } = this.#options;
    const reason = `stopped at once by a second ${name}`;
    const result = { exitCode: 128 + signalNumbers[name], reason };
    this.#ending ??= { kind: "stopped", reason };
    input.close();
    this.#parts.intake.end();
    this.#parts.outlet.discard();
    sink.abort();
    const isLate = new Promise<void>((late) => {
      this.#stopTimers.push(timing.every(atOnceMs, () => late()));
    });
    await Promise.race([this.#record(result), isLate]);
    this.#leave(result);
  }

  async #finish(): Promise<void> {
    await this.#flushed();
    if (this.#isStoppingAtOnce) return;
    if (!(await this.#options.quarantine.settle())) this.#fail(unkept);
    const result = this.#result();
    const closing = this.#options.sink.close();
    await this.#record(result);
    await closing;
    if (!this.#isStoppingAtOnce) this.#leave(result);
  }

  #flushed(): Promise<void> {
    if (this.#parts.outlet.isIdle) return Promise.resolve();
    return new Promise((flushed) => {
      this.#onFlushed = flushed;
    });
  }

  async #record(result: MapperResult): Promise<void> {
    const { facts, segments } = closingFacts(this.#options, this.#parts, {
      result,
      ending: this.#ending?.kind ?? null,
      totals: () => this.#totals(),
      at: this.#options.timing.now(),
    });
    const recorded = await this.#parts.recorder.record(facts);
    if (recorded === "lost")
      this.#parts.reports.addUncovered(segments.reduce((sum, { records }) => sum + records, 0));
  }

  #result(): MapperResult {
    return resultOf({
      ending: this.#ending ?? { kind: "eof" },
      signal: this.#signal?.name ?? null,
      failure: this.#failed?.reason ?? null,
      isBehind: this.#parts.gate.isBehind,
      torn: this.#torn,
    });
  }

  #leave(result: MapperResult): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    for (const stop of this.#stopTimers) stop();
    this.#stopTimers = [];
    this.#options.input.close();
    this.#parts.flaws.end();
    // What made it stop forwarding was told then.
    const isTold = result.reason === this.#failed?.reason;
    if (result.reason !== null && !isTold) this.#options.log("error", result.reason);
    this.#settle(result);
  }

  #totals(): BlockTotals {
    const { lines, bytesIn, statesIn, statesForwarded, statesWithheld } = this.#parts.pump;
    return {
      ...this.#parts.intake.time.shares(),
      lines,
      bytesIn,
      bytesOut: this.#parts.outlet.bytesOut,
      records: this.#parts.ledger.records,
      statesIn,
      statesForwarded: statesForwarded - statesWithheld,
      sawEof: this.#sawEof,
      incomplete: this.#parts.reports.incomplete,
      uncovered: this.#parts.reports.uncovered,
    };
  }
}
