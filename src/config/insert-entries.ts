import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, type Pair, parseDocument, stringify, type YAMLMap } from "yaml";
import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../lib/json-object.ts";
import { currentVersion } from "./general-settings.ts";

export type Entries = ReadonlyMap<string, JsonObject>;

/**
 * The text of a configuration file with more entries in one of its maps; every other byte, comments too, stays. A file
 * that is not there yet is `null`. Answers `null` where the file is written so that this can't be done safely.
 */
export function insertEntries(text: string | null, key: string, entries: Entries): string | null {
  if (entries.size === 0) return text ?? "";
  const before = text ?? `version: ${currentVersion}\n`;
  const after = isWindows(before)
    ? (inserted(before.replaceAll("\r\n", "\n"), key, entries)?.replaceAll("\n", "\r\n") ?? null)
    : inserted(before, key, entries);
  return after !== null && saysBoth(before, after, key, entries) ? after : null;
}

/** Whether each line ends as lines of Windows do. */
function isWindows(text: string): boolean {
  return text.includes("\r\n") && !/(?<!\r)\n/.test(text);
}

function inserted(text: string, key: string, entries: Entries): string | null {
  const document = parse(text);
  if (document.errors.length > 0) return null;
  const { contents } = document;
  if (contents === null) return append(text, key, entries);
  if (!isMap(contents) || contents.flow === true) return null;
  const pair = contents.items.find((one) => isScalar(one.key) && one.key.value === key);
  if (pair === undefined) return append(text, key, entries);
  const { value } = pair;
  if (isMap(value))
    return value.flow === true ? intoFlow(text, value, entries) : intoBlock(text, value, entries);
  return isScalar(value) && value.value === null ? underKey(text, pair, entries) : null;
}

function append(text: string, key: string, entries: Entries): string {
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  const space = text.trim() === "" ? "" : "\n";
  return `${text}${gap}${space}${key}:\n${linesOf(entries, "  ")}`;
}

/** Behind the map's last line; what is a comment at its end belongs to what follows. */
function intoBlock(text: string, map: YAMLMap, entries: Entries): string | null {
  const start = map.range?.[0];
  const last = map.items.at(-1);
  const end = endOf(last);
  if (start === undefined || end === null) return null;
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return /^ *$/.test(indent) ? insertLines(text, end, linesOf(entries, indent)) : null;
}

function endOf(pair: Pair | undefined): number | null {
  const node = pair?.value ?? pair?.key;
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
  return Array.isArray(range) && typeof range[1] === "number" ? range[1] : null;
}

function insertLines(text: string, at: number, lines: string): string {
  // A block's end may be the start of the next line already.
  const onNewLine = at > 0 && text[at - 1] === "\n";
  const newline = onNewLine ? at - 1 : text.indexOf("\n", at);
  return newline === -1
    ? `${text}\n${lines}`
    : `${text.slice(0, newline + 1)}${lines}${text.slice(newline + 1)}`;
}

function intoFlow(text: string, map: YAMLMap, entries: Entries): string | null {
  const end = map.range?.[1];
  if (end === undefined || text[end - 1] !== "}") return null;
  const inner = [...entries].map(([name, entry]) => `${stringify(name).trim()}: ${flow(entry)}`).join(", ");
  const head = text.slice(0, end - 1).trimEnd();
  const comma = map.items.length === 0 || head.endsWith(",") ? "" : ", ";
  return `${head}${comma}${inner}}${text.slice(end)}`;
}

function underKey(text: string, { key }: Pair, entries: Entries): string | null {
  const range = isScalar(key) ? key.range : null;
  return range ? insertLines(text, range[1], linesOf(entries, "  ")) : null;
}

function linesOf(entries: Entries, indent: string): string {
  return [...entries].map(([name, entry]) => `${indent}${stringify(name).trim()}: ${flow(entry)}\n`).join("");
}

/** One line, however long: it is one thing, and can be moved as one. */
function flow(entry: Json): string {
  return stringify(entry, { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trim();
}

/** The proof that nothing else was touched. */
function saysBoth(before: string, after: string, key: string, entries: Entries): boolean {
  const [old, now] = [before, after].map((text) => {
    const document = parse(text);
    return document.errors.length > 0 ? null : ((document.toJS() ?? {}) as Json);
  });
  if (!isJsonObject(old) || !isJsonObject(now)) return false;
  const wanted = { ...old, [key]: { ...(old[key] as JsonObject | null), ...Object.fromEntries(entries) } };
  return isDeepStrictEqual(now, wanted);
}

function parse(text: string) {
  return parseDocument(text, {
    version: "1.2",
    prettyErrors: false,
    logLevel: "silent",
    keepSourceTokens: true,
  });
}
