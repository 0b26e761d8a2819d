import { type Document, isMap, isSeq, LineCounter, parseDocument, visit } from "yaml";
import type { Json } from "../lib/canonical-json.ts";
import { messageOf } from "../lib/errors.ts";
import { isJsonObject, type JsonObject } from "../lib/json-object.ts";
import { exactSetting } from "../quality/settings.ts";
import { withoutNulls } from "./merge.ts";
import type { Problem } from "./problem.ts";
import type { Path } from "./walk.ts";

export interface Place {
  readonly line: number | null;
  readonly column: number | null;
}

/** A configuration file as it stands: its content, and where each of its keys and values is. */
export interface YamlFile {
  readonly content: JsonObject;
  readonly problems: readonly Problem[];
  /** Where a value is, or its key (for a key that shouldn't be there); the nearest thing around it if it isn't there. */
  place(path: Path, what?: "value" | "key"): Place;
}

/** Reads YAML 1.2. Where the text can't be read nothing of it is used: half a file would mean something else. */
export function parseYamlFile(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "silent",
    stringKeys: true,
  });
  const place = (path: Path, what: "value" | "key" = "value"): Place => placeIn(document, lines, path, what);
  const problems = document.errors.map(({ message, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    return syntaxProblem(message, { line, column: col });
  });
  if (problems.length > 0) return { content: {}, problems, place };
  keepDigits(document);
  try {
    const content = (document.toJS() ?? {}) as Json;
    if (isJsonObject(content)) return { content: withoutNulls(content) as JsonObject, problems, place };
    return {
      content: {},
      problems: [syntaxProblem("The file is not a map of keys.", { line: 1, column: 1 })],
      place,
    };
  } catch (thrown) {
    return { content: {}, problems: [syntaxProblem(messageOf(thrown), { line: 1, column: 1 })], place };
  }
}

/** Numbers of checks are compared with those of records, which may have any number of digits. */
function keepDigits(document: Document): void {
  visit(document, {
    Pair: (_at, { key }, path) => {
      const isTop = path.length === 2;
      const name = keyText(key);
      return isTop && name !== "streams" && name !== "environments" ? visit.SKIP : undefined;
    },
    Scalar: (_at, scalar) => {
      if (typeof scalar.value !== "number" || scalar.source === undefined) return;
      scalar.value = exactSetting(scalar.value, scalar.source) ?? scalar.value;
    },
  });
}

function syntaxProblem(message: string, place: Place): Problem {
  return {
    path: "",
    ...place,
    severity: "error",
    message: `Not valid YAML: ${message.split("\n")[0]}`,
    hint: "Nothing of the file is used until it can be read.",
  };
}

function placeIn(document: Document, lines: LineCounter, path: Path, what: "value" | "key"): Place {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [at, key] of path.entries()) {
    const next = step(node, key);
    if (next === null) break;
    const asKey = what === "key" || at < path.length - 1;
    offset =
      (asKey ? (next.keyStart ?? startOf(next.node)) : (startOf(next.node) ?? next.keyStart)) ?? offset;
    node = next.node;
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function step(
  node: unknown,
  key: string | number,
): { readonly node: unknown; readonly keyStart: number | null } | null {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return item === undefined ? null : { node: item, keyStart: null };
  }
  const pair = isMap(node) ? node.items.find((item) => keyText(item.key) === key) : undefined;
  return pair === undefined ? null : { node: pair.value, keyStart: startOf(pair.key) };
}

function keyText(key: unknown): string {
  return typeof key === "object" && key !== null && "value" in key ? String(key.value) : String(key);
}

function startOf(node: unknown): number | null {
  if (typeof node !== "object" || node === null || !("range" in node) || !Array.isArray(node.range))
    return null;
  const [start, end] = node.range as number[];
  // An empty value stands behind its key with no length; then the key is the better place.
  return start === undefined || start === end ? null : start;
}
