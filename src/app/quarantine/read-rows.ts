import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { isPurged, parseEntry, type QuarantineEntry } from "./entry.ts";
import { readReplayed } from "./replayed-lines.ts";

/** A row of the quarantine, and where it lies. */
export interface QuarantineRow {
  readonly entry: QuarantineEntry;
  readonly file: string;
  /** Counted from 0; lines never move. */
  readonly lineIndex: number;
  /** In bytes; the newline is not in `length`. */
  readonly offset: number;
  readonly length: number;
  readonly isReplayed: boolean;
}

/** What rows are meant; what is left out doesn't matter. */
export interface RowFilter {
  readonly runId?: string;
  readonly stream?: string;
  readonly check?: string;
  readonly pendingOnly?: boolean;
}

/** Called for each whole line that is no row and holds none that was purged: whose row it was nobody knows. */
export type OnDamaged = (file: string, lineIndex: number) => void;

const chunkSize = 1024 * 1024;

/** The quarantine's files, the oldest first. None where there is no folder yet. */
export function quarantineFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
  const files = names.map((name) => join(folder, name));
  const made = new Map(
    files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.birthtimeMs ?? 0]),
  );
  return files.sort((a, b) => (made.get(a) ?? 0) - (made.get(b) ?? 0) || inOrder(a, b));
}

/** The rows that are meant, file by file, each file from its beginning; one row at a time stands in memory. */
export function* rowsOf(
  files: readonly string[],
  filter: RowFilter = {},
  onDamaged: OnDamaged = () => undefined,
): Generator<QuarantineRow> {
  for (const file of files) {
    const replayed = readReplayed(file);
    let lineIndex = -1;
    for (const { text, offset, length } of linesOf(file)) {
      lineIndex++;
      const entry = parseEntry(text);
      if (entry === null && !isPurged(text)) onDamaged(file, lineIndex);
      if (entry === null || !isMeant(entry, filter)) continue;
      const isReplayed = replayed.has(lineIndex);
      if (isReplayed && filter.pendingOnly === true) continue;
      yield { entry, file, lineIndex, offset, length, isReplayed };
    }
  }
}

function isMeant(entry: QuarantineEntry, { runId, stream, check }: RowFilter): boolean {
  return (
    (runId === undefined || entry.runId === runId) &&
    (stream === undefined || entry.stream === stream) &&
    (check === undefined || entry.check === check)
  );
}

interface Line {
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

/** Whole lines only: a last one without its newline is still being written, or its writer died. */
function* linesOf(file: string): Generator<Line> {
  const handle = openSync(file, "r");
  try {
    let rest = Buffer.alloc(0);
    let offset = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const count = readSync(handle, chunk, 0, chunkSize, null);
      if (count === 0) return;
      const bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
      let start = 0;
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        yield { text: bytes.toString("utf8", start, end), offset: offset + start, length: end - start };
        start = end + 1;
      }
      rest = bytes.subarray(start);
      offset += start;
    }
  } finally {
    closeSync(handle);
  }
}

/** `run.jsonl`, `run-2.jsonl`, …, `run-10.jsonl`. */
function inOrder(a: string, b: string): number {
  const names = [basename(a, ".jsonl"), basename(b, ".jsonl")] as const;
  return names[0].localeCompare(names[1], "en", { numeric: true });
}
