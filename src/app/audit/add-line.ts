import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../quarantine/make-folder.ts";

/** Adds a line to a file of its owner's alone, for good. What a crash left of a line before it is taken away. Throws. */
export function addLine(path: string, line: string): void {
  makeFolder(dirname(path));
  const begin = beginLine(path, line.slice(0, 10));
  const file = openSync(path, "a", 0o600);
  try {
    writeSync(file, `${begin}${line}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What a new line needs before it: nothing behind a whole line; what is no line of ours stays as it is. */
function beginLine(path: string, ours: string): string {
  if (!existsSync(path)) return "";
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end === bytes.length) return "";
  if (!bytes.subarray(end).toString("utf8").startsWith(ours)) return "\n";
  truncateSync(path, end);
  return "";
}
