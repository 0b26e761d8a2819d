import type { Json } from "../lib/canonical-json.ts";
import { parsePythonLiteral } from "./python-literal.ts";
import type { LeafNode, SettingNode } from "./setting-node.ts";
import { isMap, type JsonMap } from "./walk.ts";

/**
 * What a text from a variable or the command line means for a setting: `true`, `True` and `1` for a boolean, JSON for
 * maps and lists (also as Python prints them, also with the dotted keys Meltano makes of nested maps), `a,b` for a list
 * of texts. `undefined` where it can't be understood at all; a wrong scalar is left for the schema to refuse.
 */
export function valueOfText(text: string, node: SettingNode): Json | undefined {
  if (node.kind === "leaf") return scalarOf(text, node);
  const parsed = parseStructure(text);
  if (parsed !== undefined) return typeof parsed === "object" ? unflatten(parsed, node) : undefined;
  if (node.kind === "list" && node.item.kind === "leaf" && !/^\s*[[{]/.test(text))
    return text.split(",").map((item) => item.trim());
  return undefined;
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  "1": true,
  false: false,
  no: false,
  off: false,
  "0": false,
};

function scalarOf(text: string, node: LeafNode): Json {
  const word = text.trim().toLowerCase();
  const { types, values } = node;
  if (types.has("boolean") && booleans[word] !== undefined) return booleans[word];
  if (values.includes(false) && word === "false") return false;
  const number = types.has("number") || types.has("integer");
  if (number && /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(word)) return Number(word);
  return values.find((value) => typeof value === "string" && value.toLowerCase() === word) ?? text;
}

function parseStructure(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON: Meltano prints a setting without a declared kind as Python does.
    return parsePythonLiteral(text);
  }
}

/** `{"ops.type": "log"}` is `{"ops": {"type": "log"}}` where the setting nests; a label's name may keep its dots. */
export function unflatten(value: Json, node: SettingNode): Json {
  if (Array.isArray(value))
    return value.map((item: Json) => (node.kind === "list" ? unflatten(item, node.item) : item));
  if (!isMap(value) || node.kind === "leaf" || node.kind === "list") return value;
  const nested: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const child = stepInto(node, key);
    if (child !== null) nested[key] = unflatten(item, child);
    else addNested(nested, key, item, node);
  }
  for (const [key, item] of Object.entries(nested)) {
    const child = stepInto(node, key);
    if (child !== null && isMap(item)) nested[key] = unflatten(item, child);
  }
  return nested;
}

/** The node of a key taken as it is; `null` where the key looks like a path. */
function stepInto(node: SettingNode, key: string): SettingNode | null {
  if (node.kind === "object") return node.fields.get(key) ?? null;
  if (node.kind !== "map") return null;
  return key.includes(".") && node.value.kind !== "leaf" ? null : node.value;
}

function addNested(into: Record<string, Json>, key: string, item: Json, node: SettingNode): void {
  const dot = key.indexOf(".");
  if (dot <= 0 || node.kind === "choice") {
    into[key] = item;
    return;
  }
  const [first, rest] = [key.slice(0, dot), key.slice(dot + 1)];
  const known: JsonMap = isMap(into[first]) ? into[first] : {};
  into[first] = { ...known, [rest]: item };
}
