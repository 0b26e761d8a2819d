import type { Fact } from "../../model/fact.ts";
import type { Store } from "../../store/index.ts";

/** What is stored of a run's log. */
export interface StoredLog {
  readonly chunks: number;
  readonly lines: number;
  /** The first lines, to tell whether a log is the same one. */
  readonly beginning: readonly string[];
}

/** Bytes of log kept of one run; what comes after is counted. */
const mostBytes = 64 * 1024 * 1024;
const chunkLines = 256;
const chunkBytes = 1024 * 1024;

export async function readStoredLog(store: Store, runId: string): Promise<StoredLog> {
  let [chunks, lines] = [0, 0];
  let beginning: readonly string[] = [];
  for await (const chunk of store.runs.log(runId)) {
    if (chunks === 0) beginning = chunk.lines;
    chunks = Math.max(chunks, chunk.number + 1);
    lines += chunk.lines.length;
  }
  return { chunks, lines, beginning };
}

/**
 * Turns a run's lines into chunks, in the same places each time. A log that the store has already is not kept twice:
 * of one that has grown since the rest is added, another log of the same run adds nothing.
 */
export interface LogAppender {
  /** Takes a line in, redacted already. */
  add(line: string, at: number): void;
  /** The chunks that are full; with `all`, also the last one. */
  take(all: boolean): Fact[];
}

export function createLogAppender(runId: string, stored: StoredLog, limit = mostBytes): LogAppender {
  let waiting: string[] = [];
  let [waitingBytes, bytes, number, lines, dropped, lastAt] = [0, 0, stored.chunks, 0, 0, 0];
  let isOther = false;
  let full: Fact[] = [];

  const cut = (): void => {
    if (waiting.length === 0) return;
    full.push({ kind: "log", runId, chunk: { number: number++, at: lastAt, lines: waiting } });
    [waiting, waitingBytes] = [[], 0];
  };
  const keep = (line: string): void => {
    const known = stored.beginning[lines];
    lines += 1;
    if (known !== undefined && known !== line) isOther = true;
    if (isOther || lines <= stored.lines) return;
    waiting.push(line);
    waitingBytes += line.length;
    if (waiting.length >= chunkLines || waitingBytes >= chunkBytes) cut();
  };
  return {
    add(line, at) {
      lastAt = at;
      bytes += Buffer.byteLength(line);
      if (bytes > limit) dropped += 1;
      else keep(line);
    },
    take(all) {
      if (all && dropped > 0) keep(`[${dropped} lines are not kept: too much log]`);
      if (all) cut();
      const taken = full;
      full = [];
      return taken;
    },
  };
}
