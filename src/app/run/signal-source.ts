import type { StopSignal } from "../../runner/stopping.ts";

const names: readonly StopSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The signals this process gets. While it is open none of them ends the process: the end of a run must be told. */
export interface SignalSource {
  readonly onSignal: (listener: (signal: StopSignal) => void) => () => void;
  /** From here on signals do again what they do by default. */
  readonly close: () => void;
  /** Ends this process by the signal that ended its child, so that the caller sees the truth. */
  readonly raise: (signal: NodeJS.Signals) => void;
}

export function createSignalSource(of: NodeJS.Process): SignalSource {
  const listeners = new Set<(signal: StopSignal) => void>();
  const handlers = names.map((name) => {
    const tell = (): void => {
      for (const listener of listeners) listener(name);
    };
    of.on(name, tell);
    return { name, tell };
  });
  const close = (): void => {
    for (const { name, tell } of handlers) of.off(name, tell);
  };
  return {
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close,
    raise(signal) {
      close();
      of.kill(of.pid, signal);
    },
  };
}
