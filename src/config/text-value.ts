import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject } from "../lib/json-object.ts";
import { parsePythonLiteral } from "./python-literal.ts";
import type { LeafNode, SettingNode } from "./setting-node.ts";

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
  if (!isJsonObject(value) || node.kind === "leaf" || node.kind === "list") return value;
  if (node.kind === "choice") {
    const option = node.options.get(String(value[node.key]));
    return option === undefined ? value : unflatten(value, option);
  }
  const nested: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const dot = stepInto(node, key) === null ? key.indexOf(".") : -1;
    if (dot > 0) addTo(nested, key.slice(0, dot), { [key.slice(dot + 1)]: item });
    else addTo(nested, key, item);
  }
  const entries = Object.entries(nested).map(([key, item]) => {
    const child = stepInto(node, key);
    return [key, child === null ? item : unflatten(item, child)];
  });
  return Object.fromEntries(entries);
}

/** The node of a key taken as it is; `null` where the key looks like a path. */
function stepInto(node: SettingNode, key: string): SettingNode | null {
  if (node.kind === "object") return node.fields.get(key) ?? null;
  if (node.kind !== "map") return null;
  return key.includes(".") && node.value.kind !== "leaf" ? null : node.value;
}

function addTo(nested: Record<string, Json>, key: string, item: Json): void {
  const known = nested[key];
  nested[key] = isJsonObject(known) && isJsonObject(item) ? { ...known, ...item } : item;
}
