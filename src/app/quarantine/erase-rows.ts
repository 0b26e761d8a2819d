import { closeSync, fstatSync, fsyncSync, futimesSync, openSync, writeSync } from "node:fs";
import type { QuarantineRow } from "./read-rows.ts";

/**
 * Overwrites rows where they lie, so that nothing of them is left in the file, no line moves, and a mapper that still
 * writes to the file is not disturbed. What stays is that there was something: `{"purged":"<time>"}`.
 */
export function eraseRows(rows: readonly QuarantineRow[], at: string): void {
  const byFile = Map.groupBy(rows, ({ file }) => file);
  for (const [file, inFile] of byFile) eraseIn(file, inFile, at);
}

function eraseIn(file: string, rows: readonly QuarantineRow[], at: string): void {
  const mark = JSON.stringify({ purged: at });
  const handle = openSync(file, "r+");
  try {
    const { atimeMs, mtimeMs } = fstatSync(handle);
    for (const { offset, length } of rows) {
      const text = mark.length <= length ? mark : "";
      writeSync(handle, Buffer.from(text.padEnd(length)), 0, length, offset);
    }
    // When its last row came decides how long the file is kept.
    futimesSync(handle, atimeMs / 1000, mtimeMs / 1000);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
