import type { MapperResult } from "./run-mapper.ts";

export const signalNumbers = { SIGINT: 2, SIGTERM: 15 } as const;
export type StopSignal = keyof typeof signalNumbers;

/** Why no more is read. */
export type Ending =
  | { readonly kind: "eof" }
  | { readonly kind: "stopped" | "closed" | "drained"; readonly reason: string };

/** What is known of a mapper at its end. */
export interface Course {
  readonly ending: Ending;
  readonly signal: StopSignal | null;
  /** Why nothing more was passed on. */
  readonly failure: string | null;
  /** The last STATE was held back. */
  readonly isBehind: boolean;
  /** What of the input's end was not passed on. */
  readonly torn: string | null;
}

/**
 * The exit code and its reason. 0 only where the input ended and all of it was passed on: Meltano would take an early 0
 * for a success with what was loaded so far.
 */
export function resultOf({ ending, signal, failure, isBehind, torn }: Course): MapperResult {
  if (failure !== null) return { exitCode: 1, reason: failure };
  if (ending.kind === "stopped") {
    const name = signal ?? "SIGTERM";
    return { exitCode: 128 + signalNumbers[name], reason: `${name}: ${ending.reason}` };
  }
  if (ending.kind !== "eof") return { exitCode: 1, reason: ending.reason };
  if (isBehind) return { exitCode: 1, reason: "STATE was held back: the next run loads again" };
  return torn === null ? { exitCode: 0, reason: null } : { exitCode: 1, reason: torn };
}

const mostHeld = 10;

/** Why nothing more could be written, and which records since the last STATE the target may have been holding. */
export function brokenReason(
  error: Error,
  line: number,
  sinceState: readonly { readonly stream: string; readonly records: number }[],
): string {
  const held = sinceState.slice(0, mostHeld).map(({ stream, records }) => `${stream} ${records}`);
  const holding = held.length === 0 ? "" : `; since the last STATE it was given: ${held.join(", ")}`;
  const what = "code" in error && error.code === "EPIPE" ? "the target closed the pipe" : error.message;
  return `${what} after line ${line}${holding}`;
}
