import { isAlias, isScalar, type YAMLMap } from "yaml";
import type { Json } from "../../lib/canonical-json.ts";
import type { PluginDefinition } from "../definitions.ts";
import { blockLines, blockStyleOf, flowText } from "./block-style.ts";
import { findPlugin } from "./find-plugin.ts";
import { pairOf, readSource, type YamlSource } from "./source.ts";
import {
  applyEdits,
  columnOf,
  contentEnd,
  contentStart,
  type Edit,
  insertLines,
  lineAfter,
  lineStart,
  removeLines,
} from "./text-edit.ts";
import { uneditable } from "./uneditable.ts";

/** The text with these keys of the plugin as we define them now; all others stay as they are. */
export function updatePlugin(text: string, definition: PluginDefinition, keys: readonly string[]): string {
  const source = readSource(text);
  const item = findPlugin(source, definition);
  if (item === null) return text;
  const edits = keys.flatMap((key) => renew(source, item, key, definition.body[key] ?? null));
  return applyEdits(text, edits);
}

function renew(source: YamlSource, item: YAMLMap, key: string, value: Json): Edit[] {
  const { text, eol } = source;
  const pair = pairOf(item, key);
  if (pair !== null && isAlias(pair.value))
    throw uneditable(`\`${key}:\` of ${item.get("name")} is an alias.`);
  if (pair !== null && (item.flow || isScalar(pair.value))) {
    const at = contentStart(pair.value);
    const space = text[at - 1] === ":" ? " " : "";
    return [{ at, remove: contentEnd(pair.value) - at, insert: space + flowText(value) }];
  }
  if (item.flow) {
    const at = contentEnd(item.items.at(-1));
    return [{ at, remove: 0, insert: `, ${flowText(key)}: ${flowText(value)}` }];
  }
  const indent = " ".repeat(columnOf(text, contentStart(item)));
  const lines = blockLines({ [key]: value }, blockStyleOf(source)).map((line) => indent + line);
  const end = lineAfter(text, contentEnd(pair ?? item));
  if (pair === null) return [insertLines(text, end, lines, eol)];
  const at = contentStart(pair);
  if (!/^\s*$/.test(text.slice(lineStart(text, at), at)))
    throw uneditable(`\`${key}:\` of ${item.get("name")} stands beside its dash.`);
  return [removeLines(text, lineStart(text, at), end), insertLines(text, end, lines, eol)];
}
