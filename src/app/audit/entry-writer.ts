import { csvColumns, csvEntry, exportLine } from "../../audit/export-line.ts";
import { csvLine } from "../../lib/csv.ts";
import type { StoredEntry } from "../../model/audit-entry.ts";

/** How an entry is written in a format, and what stands above all of them. */
export interface EntryWriter {
  readonly head: string;
  readonly line: (entry: StoredEntry) => string;
}

export function entryWriter(format: "jsonl" | "csv"): EntryWriter {
  return format === "csv"
    ? { head: csvLine(csvColumns), line: csvEntry }
    : { head: "", line: (entry) => `${exportLine(entry)}\n` };
}
