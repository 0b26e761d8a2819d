import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";

/** Lines of a quarantine file, counted from 0, as ranges with both ends in them. */
type Range = readonly [from: number, to: number];

/** Where it stands what of a file was replayed. */
export function replayedFile(file: string): string {
  return `${file.replace(/\.jsonl$/, "")}.replayed`;
}

/** The lines of a file that were replayed. A torn last line of the account says nothing. */
export function readReplayed(file: string): { has(line: number): boolean } {
  const lines = new Set<number>();
  for (const [from, to] of rangesIn(textOf(replayedFile(file))))
    for (let line = from; line <= to; line++) lines.add(line);
  return lines;
}

/** Marks lines as replayed; durable when this returns. `lines` must be in order. */
export function markReplayed(file: string, lines: readonly number[], at: string): void {
  if (lines.length === 0) return;
  const handle = openSync(replayedFile(file), "a", 0o600);
  try {
    // A line that an earlier process could not finish ends here.
    writeSync(handle, `\n${JSON.stringify({ at, lines: rangesOf(lines) })}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function rangesOf(lines: readonly number[]): Range[] {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}

function rangesIn(text: string): Range[] {
  return text.split("\n").flatMap((line) => {
    try {
      const { lines } = JSON.parse(line) as { readonly lines?: unknown };
      return Array.isArray(lines) ? lines.filter(isRange) : [];
    } catch {
      return [];
    }
  });
}

function isRange(value: unknown): value is Range {
  return Array.isArray(value) && value.length === 2 && value.every((number) => Number.isSafeInteger(number));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw thrown;
  }
}
