import { isInForeground, readProcessTable } from "../../runner/process-table.ts";
import type { StopSignal } from "../../runner/stopping.ts";
import type { SignalSource } from "./signal-source.ts";

/** Whether somebody told this process to stop, and by what; the first signal counts. */
export interface StopRequest {
  readonly by: () => StopSignal | null;
  readonly signal: AbortSignal;
  /** Resolves after so long, or as soon as somebody says stop. */
  readonly wait: (ms: number) => Promise<void>;
  readonly close: () => void;
}

/** Listens from now on: between two attempts, and before the first one, nobody else does. */
export function createStopRequest({ onSignal }: Pick<SignalSource, "onSignal">): StopRequest {
  const stopping = new AbortController();
  let by: StopSignal | null = null;
  const close = onSignal((signal) => {
    by ??= signal;
    stopping.abort();
  });
  return { by: () => by, signal: stopping.signal, wait: (ms) => waitUnless(stopping.signal, ms), close };
}

/** Whether a person at our terminal sent it: he knows, and need not be told. */
export function isFromTerminal(by: StopSignal): boolean {
  return by === "SIGINT" && isInForeground(readProcessTable(), process.pid);
}

function waitUnless(stopped: AbortSignal, ms: number): Promise<void> {
  if (stopped.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stopped.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stopped.addEventListener("abort", end);
  });
}
