import { formatByteSize } from "../../lib/byte-size.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { formatCount } from "../terminal/run-summary.ts";

const shortLength = 60;

/** What an entry says, in a few words. */
export function bodyInShort(kind: string, body: Json): string {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return cut(textOf(body));
  const parts = { ...body } as Readonly<Record<string, Json>>;
  if (kind === "segment") return segmentInShort(parts);
  const said = Object.entries(parts).filter(([, value]) => isShort(value));
  return cut(said.map(([name, value]) => `${name.replaceAll("_", " ")} ${textOf(value)}`).join(", "));
}

function segmentInShort({ records, bytes, sha256, closed_by }: Readonly<Record<string, Json>>): string {
  const counts = `${formatCount(Number(records))} ${records === 1 ? "record" : "records"}, ${formatByteSize(Number(bytes))}`;
  return `${counts}, ${String(sha256).slice(0, 16)}, closed by ${textOf(closed_by ?? null)}`;
}

/** Hashes, ids and lists say little in a table. */
function isShort(value: Json): boolean {
  if (value === null || typeof value === "object") return false;
  return typeof value !== "string" || (value !== "" && !/^[0-9a-f-]{36,}$/.test(value));
}

/** A body, a line each. */
export function bodyLines(body: Json): string[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return [textOf(body)];
  return Object.entries(body).map(([name, value]) => `  ${name}: ${textOf(value)}`);
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function cut(text: string): string {
  return text.length > shortLength ? `${text.slice(0, shortLength - 1)}…` : text;
}
