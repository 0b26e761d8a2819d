import type { Json } from "../lib/canonical-json.ts";

/** Where bytes come from. Reads go straight into the driver's own buffer. */
export interface Input {
  start(events: InputEvents): void;
  /** Goes on reading after `onBytes` answered `false`. */
  resume(): void;
  /** Reads no more and lets go of the source, so that whoever writes into it is told. */
  close(): void;
}

export interface InputEvents {
  /** Room for the next read; called before each. */
  space(): Uint8Array;
  /** So many bytes were put into the space; `false` asks to read no more for now. */
  onBytes(count: number): boolean;
  onEnd(): void;
  onError(error: Error): void;
}

/** Where bytes go. Both ways of writing keep the order as long as one waits for the other. */
export interface Sink {
  /** Writes what fits at once and answers how much that was; throws when the other side is gone. */
  tryWrite(bytes: Buffer, start: number, end: number): number;
  /** Writes all of it, however long that takes. The bytes must not change before `done`. */
  write(bytes: Buffer, start: number, end: number, done: (error: Error | null) => void): void;
  /** Closes the pipe once everything is in it. */
  close(): Promise<void>;
  /** Lets go of the pipe whatever is still on its way. */
  abort(): void;
}

export type LogLevel = "info" | "warning" | "error";

/** One line for people on stderr; `extra` is for programs. */
export type Log = (level: LogLevel, message: string, extra?: { readonly [key: string]: Json }) => void;

/** A line that is not forwarded; its bytes are valid during the call only. */
export interface QuarantinedLine {
  readonly reason: string;
  /** The name of the check that wants it; `garbage` and `torn_line` are our own. */
  readonly check: string;
  readonly stream: string | null;
  /** The values of the record's key; `null` where they aren't known. */
  readonly key: Json;
  /** With its newline, where it had one. */
  readonly line: Buffer;
  /** Counted from 1. */
  readonly number: number;
}

/** Keeps lines that are not forwarded. */
export interface Quarantine {
  /** Whether the line was taken. It is safe only once it was settled. */
  keep(entry: QuarantinedLine): boolean;
  /** Whether all that was taken is durable. */
  readonly isSettled: boolean;
  /** Makes all that was taken durable; `false` where that failed. Never throws. */
  settle(): Promise<boolean>;
  /** How many lines of each stream were taken and are not durable; after a failed `settle` they never will be. */
  unsettled(): ReadonlyMap<string | null, number>;
}

/** What the driver needs of time: the wall clock, a clock that never jumps, and being called again. */
export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds, with fractions, since some point. */
  elapsed(): number;
  /** Calls `work` every `ms` until the answer is called. */
  every(ms: number, work: () => void): () => void;
  /** Calls `work` in the next turn, when what came in this one was dealt with. */
  soon(work: () => void): void;
}
