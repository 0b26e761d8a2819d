import type { Json } from "../../lib/canonical-json.ts";

/** One row of the quarantine as its file has it. */
export interface QuarantineEntry {
  readonly reason: string;
  /** The check that held it back; `null` for what is no row, such as garbage. */
  readonly check: string | null;
  readonly stream: string | null;
  /** The values of the record's key by property; numbers that lose digits as text. `null` where not known. */
  readonly key: Json;
  readonly runId: string;
  readonly tap: string | null;
  /** Where in the tap's output it stood, counted from 1. */
  readonly line: number | null;
  readonly at: string | null;
  /** Of the SCHEMA line that held for it. */
  readonly schemaSha256: string | null;
  /** The bytes as they came, with their newline; `null` where only keys are kept. */
  readonly original: Buffer | null;
}

/** An entry as JSON: bytes that are UTF-8 as text, others as base64. */
export function entryFields(entry: QuarantineEntry) {
  const { reason, check, stream, key, runId, tap, line, at, schemaSha256, original } = entry;
  const head = { reason, stream, key, run_id: runId, schema_sha256: schemaSha256, check, line, at, tap };
  return { ...head, ...(original === null ? {} : originalFields(original)) };
}

export type EntryFields = ReturnType<typeof entryFields>;

/** An entry as a line of its file. */
export function entryLine(entry: QuarantineEntry): string {
  return `${JSON.stringify(entryFields(entry))}\n`;
}

/** The entry of a line; `null` for one that was purged or torn, or is something else. */
export function parseEntry(text: string): QuarantineEntry | null {
  const value = parsed(text);
  if (value === null || typeof value["reason"] !== "string") return null;
  return {
    reason: value["reason"],
    check: textOf(value["check"]),
    stream: textOf(value["stream"]),
    key: value["key"] ?? null,
    runId: textOf(value["run_id"]) ?? "",
    tap: textOf(value["tap"]),
    line: typeof value["line"] === "number" ? value["line"] : null,
    at: textOf(value["at"]),
    schemaSha256: textOf(value["schema_sha256"]),
    original: originalOf(value),
  };
}

/** Whether a line is one that was purged: its mark, or blanks where that is longer than the row was. */
export function isPurged(text: string): boolean {
  return text.trim() === "" || typeof parsed(text)?.["purged"] === "string";
}

function originalFields(bytes: Buffer): { readonly original?: string; readonly original_base64?: string } {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes)
    ? { original: text }
    : { original_base64: bytes.toString("base64") };
}

function originalOf(value: { readonly [key: string]: Json }): Buffer | null {
  const [text, base64] = [value["original"], value["original_base64"]];
  if (typeof text === "string") return Buffer.from(text, "utf8");
  return typeof base64 === "string" ? Buffer.from(base64, "base64") : null;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function parsed(text: string): { readonly [key: string]: Json } | null {
  try {
    const value = JSON.parse(text) as Json;
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    return isMap ? (value as { readonly [key: string]: Json }) : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
