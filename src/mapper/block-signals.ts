import type { Fact } from "../model/fact.ts";
import type { Labels } from "../model/labels.ts";
import type { Signal } from "../model/signal.ts";
import type { FlowChange } from "./flow-watch.ts";

/** Whose signals these are. */
export interface SignalSource {
  readonly labels: Labels;
  readonly runId: string;
  readonly newId: () => string;
}

/** The checking side failed, and bytes were only copied from then on. */
export function degradedSignal(source: SignalSource, reason: string, at: number): Fact {
  return signalFact(source, {
    ...healthSignal(at),
    name: "mapper_degraded",
    title: "Records pass unchecked",
    message: `Bytes are only copied now, because ${reason}.`,
    recommendations: ["See the mapper's lines in the log of the run: `pitchpipe runs logs`."],
  });
}

/** STATEs were forwarded whose segments could be made durable nowhere. */
export function uncoveredSignal(source: SignalSource, uncovered: number, at: number): Fact {
  return signalFact(source, {
    ...healthSignal(at),
    name: "audit_uncovered",
    title: "Records without an audit entry",
    message: `Neither store nor spool could be written: ${uncovered} records were passed on without an audit entry.`,
    recommendations: [
      "Run `pitchpipe doctor`: it says what is wrong with the store.",
      "Check free disk space.",
    ],
    value: uncovered,
  });
}

/** Records come too slowly, or fast enough again. */
export function slowFlowSignal(source: SignalSource, change: FlowChange, at: number): Fact {
  const rate = Math.round(change.recordsPerSecond * 10) / 10;
  return signalFact(source, {
    name: "slow_flow",
    type: "performance",
    category: "performance",
    severity: "warning",
    state: change.state,
    title: `${rate} records/s`,
    message: `${rate} records a second came over half a minute; at least ${change.minimum} are expected.`,
    annotations: {},
    details: {},
    recommendations: ["The bottleneck verdict of `pitchpipe runs show latest` says which side to look at."],
    value: rate,
    threshold: change.minimum,
    at,
  });
}

function healthSignal(at: number) {
  return {
    type: "system_health",
    category: "system",
    severity: "warning",
    state: "firing",
    annotations: {},
    details: {},
    value: null,
    threshold: null,
    at,
  } as const;
}

function signalFact(source: SignalSource, signal: Omit<Signal, "labels" | "runId">): Fact {
  const { labels, runId } = source;
  return { kind: "signal", signalId: source.newId(), signal: { ...signal, labels, runId } };
}
