import { createRedactor } from "../lib/redaction/index.ts";
import type { FactRecorder } from "../model/fact.ts";
import type { BlockTotals } from "../model/mapper-block.ts";
import { AuditGate } from "./audit-gate.ts";
import { BlockReports } from "./block-reports.ts";
import { CommitPace } from "./commit-pace.ts";
import { FlawLog } from "./flaw-log.ts";
import { FlightRecorder } from "./flight-recorder.ts";
import { GuardedInspector } from "./guarded-inspector.ts";
import { Intake } from "./intake.ts";
import { Ledger } from "./ledger.ts";
import { openingFacts } from "./opening-facts.ts";
import { Outlet } from "./outlet.ts";
import { patientRecorder } from "./patient-recorder.ts";
import { Pump } from "./pump.ts";
import type { MapperOptions } from "./run-mapper.ts";
import { settledCounts } from "./settled-counts.ts";
import { Telemetry } from "./telemetry.ts";

/** What the parts tell their session. */
export interface SessionEvents {
  /** Less waits at the target's door than before. */
  onProgress(): void;
  /** Nothing can be written any more. */
  onBroken(error: Error): void;
  onRelease(ticket: number): void;
  onWithhold(ticket: number): void;
  /** Rows to be quarantined never got to the disk. */
  onUnkept(): void;
  onFail(reason: string): void;
  /** The input is over: its end came (`null`), or reading failed. */
  onInputEnd(error: Error | null): void;
  totals(): BlockTotals;
}

/** What a session is put together from. */
export interface SessionParts {
  readonly recorder: FactRecorder;
  readonly reports: BlockReports;
  readonly ledger: Ledger;
  readonly outlet: Outlet;
  readonly gate: AuditGate;
  readonly pace: CommitPace;
  readonly pump: Pump;
  readonly intake: Intake;
  readonly telemetry: Telemetry;
  readonly flaws: FlawLog;
  readonly flight: FlightRecorder;
}

export function sessionParts(options: MapperOptions, events: SessionEvents): SessionParts {
  const { timing, settings } = options;
  const flaws = new FlawLog(options.log);
  const ledger = new Ledger();
  const flight = new FlightRecorder({ values: settings.sampleValues, redactor: createRedactor([]) });
  const recorder = patientRecorder(options.recorder, {
    openings: openingFacts(options),
    every: timing.every,
    onTrouble: (message) => options.log("warning", message),
  });
  const reports = reportsOf(options, recorder);
  const outlet = new Outlet(options.sink, {
    onProgress: () => events.onProgress(),
    onError: (error) => events.onBroken(error),
  });
  const gate: AuditGate = gateOf(options, events, { recorder, reports, onSettled: () => pace.consider() });
  const pace = new CommitPace({ gate, outlet, timing });
  const pump = pumpOf(options, events, { ledger, outlet, gate, flight, flaws, reports });
  const intake = new Intake({
    ...{ input: options.input, pump, outlet, gate, pace, timing },
    takeMoved: () => ledger.takeMoved(),
    onEnd: (error) => events.onInputEnd(error),
    onFault: (reason) => events.onFail(reason),
  });
  const telemetry = telemetryOf(options, events, { recorder, ledger, reports });
  return { recorder, reports, ledger, outlet, gate, pace, pump, intake, telemetry, flaws, flight };
}

function reportsOf(
  { log, labels, block, newId, timing }: MapperOptions,
  recorder: FactRecorder,
): BlockReports {
  return new BlockReports({ log, recorder, timing, source: { labels, runId: block.runId, newId } });
}

function gateOf(
  { block, settings, quarantine }: MapperOptions,
  events: SessionEvents,
  {
    recorder,
    reports,
    onSettled,
  }: Pick<SessionParts, "recorder" | "reports"> & { readonly onSettled: () => void },
): AuditGate {
  return new AuditGate({
    ...{ recorder, quarantine, blockId: block.blockId, runId: block.runId },
    onUnavailable: settings.onUnavailable,
    events: {
      onRelease: (ticket) => events.onRelease(ticket),
      onWithhold: (ticket) => events.onWithhold(ticket),
      onUncovered: (records) => reports.addUncovered(records),
      onSettled,
      onUnkept: () => events.onUnkept(),
    },
  });
}

function pumpOf(
  { settings, inspector, timing, quarantine }: MapperOptions,
  events: SessionEvents,
  {
    ledger,
    outlet,
    gate,
    flight,
    flaws,
    reports,
  }: Pick<SessionParts, "ledger" | "outlet" | "gate" | "flight" | "flaws" | "reports">,
): Pump {
  /** Whether a STATE that waits may have to stay behind after all. */
  const mayStayBehind = (): boolean => settings.onUnavailable === "hold" || !quarantine.isSettled;
  return new Pump({
    ...{ ledger, quarantine, garbage: settings.garbage, inspectLimit: settings.inspectLimitBytes },
    now: timing.now,
    forward: (part) => {
      outlet.push(part, gate.ticket, part.isState);
      flight.add(part);
    },
    holds: (bytes) => outlet.holds(bytes) || flight.holds(bytes),
    onKeyProperties: (stream, fields) => flight.keyProperties(stream, fields),
    onState: (segments) => gate.add(segments) && mayStayBehind(),
    onFail: (reason) => events.onFail(reason),
    onFlaw: (flaw, line) => flaws.add(flaw, line),
    inspector: inspector && new GuardedInspector(inspector, (reason) => reports.degraded(reason)),
  });
}

function telemetryOf(
  { block, ownRun, settings, quarantine }: MapperOptions,
  events: SessionEvents,
  { recorder, ledger, reports }: Pick<SessionParts, "recorder" | "ledger" | "reports">,
): Telemetry {
  return new Telemetry({
    ...{ recorder, blockId: block.blockId, ownRunId: ownRun?.runId ?? null },
    minRecordsPerSecond: settings.minRecordsPerSecond,
    totals: () => events.totals(),
    takeChanged: () => settledCounts(ledger, quarantine),
    onFlowChange: (change) => reports.slowFlow(change),
  });
}
