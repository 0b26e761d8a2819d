import { createRedactor } from "../lib/redaction/index.ts";
import type { Fact, FactRecorder } from "../model/fact.ts";
import type { FlightRecord } from "../model/flight-record.ts";
import type { BlockTotals } from "../model/mapper-block.ts";
import { AuditGate, segmentFacts } from "./audit-gate.ts";
import { BlockReports } from "./block-reports.ts";
import { CommitPace } from "./commit-pace.ts";
import { FlawLog } from "./flaw-log.ts";
import { FlightRecorder } from "./flight-recorder.ts";
import { GuardedInspector } from "./guarded-inspector.ts";
import { Intake } from "./intake.ts";
import { Ledger } from "./ledger.ts";
import { openingFacts } from "./opening-facts.ts";
import { brokenReason, type Ending, resultOf, type StopSignal, signalNumbers } from "./outcome.ts";
import { Outlet } from "./outlet.ts";
import { patientRecorder } from "./patient-recorder.ts";
import { Pump } from "./pump.ts";
import type { MapperOptions, MapperResult } from "./run-mapper.ts";
import { asksToStopAtOnce, stopReason } from "./stop-rule.ts";
import { Telemetry } from "./telemetry.ts";

const unkept = "rows to be quarantined could not be kept";
const sampleMs = 500;
const watchMs = 100;
/** How long a second signal waits for the store. */
const atOnceMs = 1000;

/** One mapper from its first byte to its exit code. */
export class Session {
  readonly #options: MapperOptions;
  readonly #recorder: FactRecorder;
  readonly #reports: BlockReports;
  readonly #ledger: Ledger;
  readonly #outlet: Outlet;
  readonly #gate: AuditGate;
  readonly #pace: CommitPace;
  readonly #pump: Pump;
  readonly #intake: Intake;
  readonly #telemetry: Telemetry;
  readonly #flaws: FlawLog;
  readonly #flight: FlightRecorder;
  #sawEof = false;
  #signal: { readonly name: StopSignal; readonly at: number } | null = null;
  #failed: { readonly reason: string; readonly at: number } | null = null;
  #ending: Ending | null = null;
  #torn: string | null = null;
  #isUnkept = false;
  #endedAt = 0;
  #stopTimers: (() => void)[] = [];
  #onFlushed: (() => void) | null = null;
  #isStoppingAtOnce = false;
  #hasLeft = false;
  #settle: (result: MapperResult) => void = () => undefined;

  constructor(options: MapperOptions) {
    const { timing, block, settings } = options;
    this.#options = options;
    this.#flaws = new FlawLog(options.log);
    this.#ledger = new Ledger();
    this.#flight = new FlightRecorder({ values: settings.sampleValues, redactor: createRedactor([]) });
    this.#recorder = patientRecorder(options.recorder, {
      openings: openingFacts(options),
      every: timing.every,
      onTrouble: (message) => options.log("warning", message),
    });
    this.#reports = new BlockReports({
      ...{ log: options.log, recorder: this.#recorder, timing },
      source: { labels: options.labels, runId: block.runId, newId: options.newId },
    });
    this.#outlet = new Outlet(options.sink, {
      onProgress: () => this.#onProgress(),
      onError: (error) => this.#onBroken(error),
    });
    this.#gate = new AuditGate({
      recorder: this.#recorder,
      blockId: block.blockId,
      runId: block.runId,
      onUnavailable: settings.onUnavailable,
      quarantine: options.quarantine,
      events: {
        onRelease: (ticket) => this.#onRelease(ticket),
        onWithhold: (ticket) => this.#onWithhold(ticket),
        onUncovered: (records) => this.#reports.addUncovered(records),
        onSettled: () => this.#pace.consider(),
        onUnkept: () => this.#onUnkept(),
      },
    });
    this.#pace = new CommitPace({ gate: this.#gate, outlet: this.#outlet, timing });
    this.#pump = this.#newPump();
    this.#intake = new Intake({
      ...{
        input: options.input,
        pump: this.#pump,
        outlet: this.#outlet,
        gate: this.#gate,
        pace: this.#pace,
        takeMoved: () => this.#ledger.takeMoved(),
        timing,
      },
      onEnd: (error) =>
        this.#end(
          error === null ? { kind: "eof" } : { kind: "closed", reason: `reading failed: ${error.message}` },
        ),
      onFault: (reason) => this.#fail(reason),
    });
    this.#telemetry = new Telemetry({
      recorder: this.#recorder,
      blockId: block.blockId,
      ownRunId: options.ownRun?.runId ?? null,
      minRecordsPerSecond: settings.minRecordsPerSecond,
      totals: () => this.#totals(),
      takeChanged: () => this.#ledger.takeChanged(),
      onFlowChange: (change) => this.#reports.slowFlow(change),
    });
  }

  run(): Promise<MapperResult> {
    const { timing } = this.#options;
    return new Promise((settle) => {
      this.#settle = settle;
      void this.#recorder.record([]);
      this.#stopTimers = [
        timing.every(sampleMs, () => this.#telemetry.tick(timing.now())),
        timing.every(watchMs, () => this.#watch()),
      ];
      this.#intake.start();
    });
  }

  signal(name: StopSignal): void {
    const { log, timing } = this.#options;
    if (this.#signal !== null) {
      if (asksToStopAtOnce(this.#signal.at, timing.now())) void this.#stopAtOnce(name);
      return;
    }
    this.#signal = { name, at: timing.now() };
    this.#intake.lastBytesAt = timing.now();
    log("info", `${name}: passing on what the tap still sends, then stopping`);
  }

  #newPump(): Pump {
    const { settings, inspector, timing, quarantine } = this.#options;
    const onFault = (reason: string): void => this.#reports.degraded(reason);
    return new Pump({
      ledger: this.#ledger,
      forward: (part) => {
        this.#outlet.push(part, this.#gate.ticket, part.isState);
        this.#flight.add(part);
      },
      holds: (bytes) => this.#outlet.holds(bytes) || this.#flight.holds(bytes),
      onKeyProperties: (stream, fields) => this.#flight.keyProperties(stream, fields),
      onState: (segments) => this.#gate.add(segments) && this.#mayStayBehind,
      onFail: (reason) => this.#fail(reason),
      onFlaw: (flaw, line) => this.#flaws.add(flaw, line),
      quarantine,
      garbage: settings.garbage,
      inspectLimit: settings.inspectLimitBytes,
      now: timing.now,
      inspector: inspector && new GuardedInspector(inspector, onFault),
    });
  }

  /** Whether a STATE that waits may have to stay behind after all. */
  get #mayStayBehind(): boolean {
    const { settings, quarantine } = this.#options;
    return settings.onUnavailable === "hold" || !quarantine.isSettled;
  }

  #onProgress(): void {
    this.#intake.resume();
    if (this.#outlet.isIdle) this.#onFlushed?.();
  }

  #onRelease(ticket: number): void {
    this.#outlet.release(ticket);
    this.#onProgress();
  }

  /** Nothing can be written any more: reading on would only hide that from the tap. */
  #onBroken(error: Error): void {
    this.#end({ kind: "closed", reason: brokenReason(error, this.#pump.lines, this.#ledger.sinceState()) });
    this.#onFlushed?.();
  }

  #onWithhold(ticket: number): void {
    if (this.#failed === null) this.#reports.heldBack();
    this.#pump.statesWithheld += this.#outlet.withhold(ticket);
    this.#onProgress();
  }

  /** Rows that never got to the disk are not called quarantined. */
  #onUnkept(): void {
    if (this.#isUnkept) return;
    this.#isUnkept = true;
    for (const [stream, count] of this.#options.quarantine.unsettled())
      if (stream !== null) this.#ledger.touch(stream, this.#options.timing.now()).quarantined -= count;
    this.#fail(unkept);
  }

  /** Forwards no more, withholds STATE, and reads the rest of the input so that the tap can end. */
  #fail(reason: string): void {
    if (this.#failed !== null) return;
    const { log, timing } = this.#options;
    this.#failed = { reason, at: timing.now() };
    this.#pump.discard();
    log("error", `${reason}; nothing more is passed on and the run fails`);
  }

  /** Deadlines, ten times a second. */
  #watch(): void {
    const { timing, settings } = this.#options;
    const now = timing.now();
    if (this.#ending === null && this.#failed !== null && now - this.#failed.at >= settings.drainMs)
      this.#end({ kind: "drained", reason: this.#failed.reason });
    if (this.#signal !== null) this.#watchSignal(this.#signal.at, now);
    const isLate = this.#ending !== null && now - this.#endedAt >= settings.drainMs;
    if (isLate && (this.#outlet.waitsFor === "release" || this.#failed !== null)) this.#giveUp();
  }

  #watchSignal(signalledAt: number, now: number): void {
    const { waitsForTap, lastBytesAt } = this.#intake;
    const { drainMs } = this.#options.settings;
    const reason = stopReason({ signalledAt, lastBytesAt, waitsForTap, drainMs }, now);
    if (reason === null) return;
    if (this.#ending === null) this.#end({ kind: "stopped", reason });
    else if (now - signalledAt >= drainMs) this.#giveUp();
  }

  /** What waits can't be written in time. */
  #giveUp(): void {
    if (this.#outlet.isIdle) return;
    const bytes = this.#outlet.discard();
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
    this.#intake.end();
    this.#takeRest();
    const { beforeLastWord } = this.#options;
    if (beforeLastWord === undefined || !this.#sawEof) this.#conclude();
    else {
      this.#outlet.flush();
      void beforeLastWord.then(() => this.#conclude());
    }
  }

  #conclude(): void {
    if (this.#isStoppingAtOnce) return;
    this.#pump.conclude(this.#sawEof && this.#torn === null);
    this.#outlet.flush();
    this.#pace.end();
    this.#intake.resume();
    void this.#finish();
  }

  #takeRest(): void {
    const rest = this.#pump.onEnd();
    if (this.#pump.endedInsideLongLine) this.#torn = "the input ended inside a line";
    if (rest === null) return;
    const number = this.#pump.lines + 1;
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
    this.#intake.end();
    this.#outlet.discard();
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
    if (!(await this.#options.quarantine.settle())) this.#onUnkept();
    const result = this.#result();
    const closing = this.#options.sink.close();
    await this.#record(result);
    await closing;
    if (!this.#isStoppingAtOnce) this.#leave(result);
  }

  #flushed(): Promise<void> {
    if (this.#outlet.isIdle) return Promise.resolve();
    return new Promise((flushed) => {
      this.#onFlushed = flushed;
    });
  }

  async #record(result: MapperResult): Promise<void> {
    const { block, ownRun, timing } = this.#options;
    const now = timing.now();
    this.#intake.streamTimes.chunk([]);
    for (const account of this.#intake.streamTimes.last) this.#ledger.noteChange(account);
    const flight = this.#flightOf(result, now);
    const segments = [...this.#gate.owed, ...this.#ledger.closeSegments("eof", null, now)];
    const facts: Fact[] = [
      ...segmentFacts(block, segments),
      ...this.#reports.untold,
      ...this.#telemetry.take(this.#totals(), now),
      { kind: "block_closed", blockId: block.blockId, at: now, ...result, ...flight },
    ];
    if (ownRun !== null)
      facts.push({ kind: "run_changed", runId: ownRun.runId, changes: { status: "unknown", endedAt: now } });
    const recorded = await this.#recorder.record(facts);
    if (recorded === "lost")
      this.#reports.addUncovered(segments.reduce((sum, { records }) => sum + records, 0));
  }

  /** What the target may have been holding, where it is gone or we had to stop early. */
  #flightOf({ reason }: MapperResult, at: number): { readonly flight?: FlightRecord } {
    const kind = this.#ending?.kind;
    if (kind !== "closed" && kind !== "stopped") return {};
    const { waitingBytes, lostBytes } = this.#outlet;
    const streams = this.#ledger.sinceState();
    return {
      flight: this.#flight.record({
        at,
        reason: reason ?? kind,
        notTaken: waitingBytes + lostBytes,
        streams,
      }),
    };
  }

  #result(): MapperResult {
    return resultOf({
      ending: this.#ending ?? { kind: "eof" },
      signal: this.#signal?.name ?? null,
      failure: this.#failed?.reason ?? null,
      isBehind: this.#gate.isBehind,
      torn: this.#torn,
    });
  }

  #leave(result: MapperResult): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    for (const stop of this.#stopTimers) stop();
    this.#stopTimers = [];
    this.#options.input.close();
    this.#flaws.end();
    // What made it stop forwarding was told then.
    const isTold = result.reason === this.#failed?.reason;
    if (result.reason !== null && !isTold) this.#options.log("error", result.reason);
    this.#settle(result);
  }

  #totals(): BlockTotals {
    const { lines, bytesIn, statesIn, statesForwarded, statesWithheld } = this.#pump;
    return {
      ...this.#intake.time.shares(),
      lines,
      bytesIn,
      bytesOut: this.#outlet.bytesOut,
      records: this.#ledger.records,
      statesIn,
      statesForwarded: statesForwarded - statesWithheld,
      sawEof: this.#sawEof,
      incomplete: this.#reports.incomplete,
      uncovered: this.#reports.uncovered,
    };
  }
}
