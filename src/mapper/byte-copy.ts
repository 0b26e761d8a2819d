import { type StopSignal, signalNumbers } from "./outcome.ts";
import { Outlet } from "./outlet.ts";
import type { Input, Sink, Timing } from "./ports.ts";
import type { RunningMapper } from "./run-mapper.ts";
import { asksToStopAtOnce, heardUntil, stopReason, watchMs } from "./stop-rule.ts";

export interface ByteCopyOptions {
  readonly input: Input;
  readonly sink: Sink;
  readonly timing: Timing;
  readonly drainMs: number;
}

const chunkSize = 64 * 1024;

/** Copies bytes and nothing else: no line is looked for, nothing is stored, nothing is told. */
export function copyBytes({ input, sink, timing, drainMs }: ByteCopyOptions): RunningMapper {
  const chunk = Buffer.allocUnsafeSlow(chunkSize);
  let signalled: { readonly name: StopSignal; readonly at: number } | null = null;
  let lastBytesAt = timing.now();
  let watchedAt = Number.POSITIVE_INFINITY;
  let isPaused = false;
  let isOver = false;
  const { promise: done, resolve } = Promise.withResolvers<{ exitCode: number; reason: string | null }>();
  const end = (exitCode: number, reason: string | null): void => {
    if (isOver) return;
    isOver = true;
    stopWatching();
    input.close();
    void sink.close().then(() => resolve({ exitCode, reason }));
  };
  const outlet = new Outlet(sink, {
    onProgress: () => {
      if (isEnding && outlet.isIdle) end(0, null);
      if (isPaused && outlet.isIdle) {
        isPaused = false;
        input.resume();
      }
    },
    onError: (error) => end(1, error.message),
  });
  let isEnding = false;
  const stopWatching = timing.every(watchMs, () => {
    const now = timing.now();
    lastBytesAt = heardUntil(lastBytesAt, { watchedAt, now });
    watchedAt = now;
    if (signalled === null) return;
    const stopping = { signalledAt: signalled.at, lastBytesAt, waitsForTap: !isPaused && !isEnding, drainMs };
    const reason = stopReason(stopping, now);
    if (reason !== null) end(128 + signalNumbers[signalled.name], `${signalled.name}: ${reason}`);
  });
  input.start({
    space: () => chunk,
    onBytes: (count) => {
      lastBytesAt = timing.now();
      outlet.push({ bytes: chunk, start: 0, end: count }, 0);
      outlet.flush();
      isPaused = !outlet.isIdle;
      return !isPaused;
    },
    onEnd: () => {
      isEnding = true;
      if (outlet.isIdle) end(0, null);
    },
    onError: (error) => end(1, error.message),
  });
  return {
    done,
    signal: (name) => {
      if (signalled !== null && asksToStopAtOnce(signalled.at, timing.now()))
        end(128 + signalNumbers[name], `stopped at once by a second ${name}`);
      signalled ??= { name, at: timing.now() };
      lastBytesAt = timing.now();
    },
  };
}
