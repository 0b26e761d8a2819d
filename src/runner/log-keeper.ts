import type { LogChunk } from "../model/fact.ts";
import { isErrorLine } from "./error-line.ts";
import type { LogEvent } from "./log-event.ts";
import { renderLogLine } from "./render-log-line.ts";

export interface LogKeeperOptions {
  readonly keep: "redacted" | "errors" | "none";
  /** Makes one chunk durable. */
  readonly record: (chunk: LogChunk) => Promise<void>;
  readonly now: () => number;
  /** Bytes of log kept of one run; what comes after is counted, not kept. */
  readonly limit?: number;
  /** Bytes that may wait for a slow store. */
  readonly waitingLimit?: number;
  readonly firstNumber?: number;
}

/** Keeps a run's log in chunks, in order. Overflow is dropped and said, never waited for: Meltano must not be slowed. */
export interface LogKeeper {
  /** Takes a line in, redacted already. */
  add(event: LogEvent): void;
  /** Starts to make durable what waits; called about each second. */
  flush(): void;
  /** Resolves when everything taken in is durable, with the number of the chunk that would come next. */
  end(): Promise<number>;
}

const mebibyte = 1024 * 1024;

export function createLogKeeper(options: LogKeeperOptions): LogKeeper {
  const { keep, record, now, limit = 64 * mebibyte, waitingLimit = 32 * mebibyte } = options;
  let waiting: string[] = [];
  let waitingBytes = 0;
  let keptBytes = 0;
  let dropped = 0;
  let number = options.firstNumber ?? 0;
  let writing: Promise<void> = Promise.resolve();
  let busy = false;

  const take = (): string[] => {
    const lines =
      dropped === 0
        ? waiting
        : [...waiting, `[${dropped} lines are not kept: too much log at once or in all]`];
    [waiting, waitingBytes, dropped] = [[], 0, 0];
    return lines;
  };
  const write = async (): Promise<void> => {
    const lines = take();
    if (lines.length === 0) return;
    busy = true;
    await record({ number: number++, at: now(), lines });
    busy = false;
  };
  const flush = (): void => {
    if (!busy) writing = write();
  };
  return {
    add(event) {
      if (!isKept(event, keep)) return;
      const line = renderLogLine(event, { whole: true });
      const bytes = Buffer.byteLength(line);
      if (keptBytes + bytes > limit || waitingBytes + bytes > waitingLimit) {
        dropped += 1;
        return;
      }
      waiting.push(line);
      waitingBytes += bytes;
      keptBytes += bytes;
      if (waiting.length >= 256 || waitingBytes >= mebibyte) flush();
    },
    flush,
    async end() {
      await writing;
      await write();
      return number;
    },
  };
}

/** Whether the settings want a line kept. A plugin's data, which Meltano logs at level debug, never is. */
export function isKept(event: LogEvent, keep: LogKeeperOptions["keep"]): boolean {
  if (keep === "none" || event.kind === "plugin_stdout") return false;
  return keep === "redacted" || isWorthKeeping(event);
}

function isWorthKeeping(event: LogEvent): boolean {
  return event.level === "warning" || event.kind === "text" || isErrorLine(event);
}
