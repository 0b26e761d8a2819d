import type { FactRecorder } from "../model/fact.ts";
import type { Labels } from "../model/labels.ts";
import type { MapperBlock } from "../model/mapper-block.ts";
import type { Run } from "../model/run.ts";
import type { Inspector } from "./inspector.ts";
import type { StopSignal } from "./outcome.ts";
import type { Input, Log, Quarantine, Sink, Timing } from "./ports.ts";
import { Session } from "./session.ts";

export interface MapperOptions {
  readonly input: Input;
  readonly sink: Sink;
  readonly recorder: FactRecorder;
  readonly timing: Timing;
  readonly log: Log;
  readonly quarantine: Quarantine;
  readonly newId: () => string;
  readonly settings: MapperLimits;
  readonly block: Pick<MapperBlock, "blockId" | "runId" | "tap" | "process">;
  /** The run, where nobody but this process opened one. */
  readonly ownRun: Run | null;
  /** The labels of all signals. */
  readonly labels: Labels;
  /** The checking side; `null` for none. */
  readonly inspector: Inspector | null;
  /**
   * What the checking side has to know before its last word: short inputs end before it was read. It must settle in a few
   * seconds; by then all bytes but those that wait for the last word are on their way.
   */
  readonly beforeLastWord?: Promise<unknown>;
}

export interface MapperLimits {
  readonly inspectLimitBytes: number;
  readonly drainMs: number;
  readonly minRecordsPerSecond: number | null;
  readonly garbage: "pass" | "quarantine";
  readonly onUnavailable: "continue" | "hold";
  /** How values of records may be shown: as their shape, as they are (secrets apart), or not at all. */
  readonly sampleValues: "masked" | "plain" | "none";
}

export interface MapperResult {
  readonly exitCode: number;
  /** One sentence, for an end that was not plain. */
  readonly reason: string | null;
}

export interface RunningMapper {
  readonly done: Promise<MapperResult>;
  /** A first one stops it gently, a second one at once. */
  signal(name: StopSignal): void;
}

/**
 * Copies Singer messages from `input` to `sink` until the input ends, byte for byte, and makes facts of what it sees. It
 * never answers 0 before the end of the input. Nothing but the sink and the recorder is written.
 */
export function runMapper(options: MapperOptions): RunningMapper {
  const session = new Session(options);
  return { done: session.run(), signal: (name) => session.signal(name) };
}
