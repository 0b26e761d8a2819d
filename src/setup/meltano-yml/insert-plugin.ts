import { isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import type { PluginDefinition } from "../definitions.ts";
import { type BlockStyle, blockItem, blockStyleOf, flowText } from "./block-style.ts";
import { pairOf, readSource, type YamlSource } from "./source.ts";
import {
  applyEdits,
  columnOf,
  contentEnd,
  contentStart,
  type Edit,
  insertLines,
  isEmptyValue,
  lineAfter,
  pastDeeperComments,
} from "./text-edit.ts";
import { uneditable } from "./uneditable.ts";

/** The text with the plugin added as the last of its type; what stands there stays as it is, byte for byte. */
export function insertPlugin(text: string, definition: PluginDefinition): string {
  const source = readSource(text);
  return applyEdits(text, insertion({ source, style: blockStyleOf(source), definition }));
}

interface Insertion {
  readonly source: YamlSource;
  readonly style: BlockStyle;
  readonly definition: PluginDefinition;
}

function insertion(context: Insertion): Edit[] {
  const { source, definition } = context;
  const plugins = pairOf(source.root, "plugins");
  if (plugins === null) return intoRoot(context);
  if (isEmptyValue(plugins.value)) return intoEmpty(context, plugins, newList);
  if (!isMap(plugins.value)) throw uneditable("What stands under `plugins:` is no map.");
  const list = pairOf(plugins.value, definition.type);
  if (list === null) return [intoMap(context, plugins.value, newList)];
  if (isEmptyValue(list.value) && !plugins.value.flow) return intoEmpty(context, list, newItem);
  if (isSeq(list.value)) return [intoList(context, list.value)];
  throw uneditable(`What stands under \`plugins: ${definition.type}:\` is no list.`);
}

/** What goes in, as lines whose key or dash stands right of its parent's key at `column`, and as flow text. */
type Addition = (context: Insertion, column: number) => { readonly lines: string[]; readonly flow: string };

const newItem: Addition = ({ definition, style }, column) => ({
  lines: [
    `${" ".repeat(column + style.dash)}${definition.comment}`,
    ...blockItem(definition.body, column + style.dash, style),
  ],
  flow: flowText(definition.body),
});

const newList: Addition = (context, parent) => {
  const { style, definition } = context;
  const column = parent + style.step;
  return under(definition.type, column, newItem(context, column), definition);
};

const newPlugins: Addition = (context, column) =>
  under("plugins", column, newList(context, column), context.definition);

/** The comment stands above the outermost key that we add. */
function under(
  key: string,
  column: number,
  inner: ReturnType<Addition>,
  { comment }: PluginDefinition,
): ReturnType<Addition> {
  const indent = " ".repeat(column);
  const flow = key === "plugins" ? `${key}: {${inner.flow}}` : `${key}: [${inner.flow}]`;
  return { lines: [`${indent}${comment}`, `${indent}${key}:`, ...inner.lines.slice(1)], flow };
}

function intoRoot(context: Insertion): Edit[] {
  const { source } = context;
  if (source.root?.flow) return [intoFlow(source.root, newPlugins(context, 0).flow)];
  const column = source.root ? columnOf(source.text, contentStart(source.root)) : 0;
  return [insertLines(source.text, endOfDocument(source), newPlugins(context, column).lines, source.eol)];
}

function intoEmpty(context: Insertion, pair: Pair, addition: Addition): Edit[] {
  const { source } = context;
  if (source.root?.flow) throw uneditable("An empty value in `{…}` has no place to write to.");
  const column = columnOf(source.text, contentStart(pair));
  const [from, to] = [contentStart(pair.value), contentEnd(pair.value)];
  const at = pastDeeperComments(source.text, lineAfter(source.text, to), column);
  const lines = insertLines(source.text, at, addition(context, column).lines, source.eol);
  return [{ at: from, remove: to - from, insert: "" }, lines];
}

function intoMap(context: Insertion, map: YAMLMap, addition: Addition): Edit {
  const { source, style } = context;
  if (map.flow) return intoFlow(map, addition(context, 0).flow);
  const column = columnOf(source.text, contentStart(map));
  return afterContent(source, map, addition(context, column - style.step).lines, column);
}

function intoList(context: Insertion, list: YAMLSeq): Edit {
  const { source, style } = context;
  if (list.flow) return intoFlow(list, newItem(context, 0).flow);
  const column = columnOf(source.text, contentStart(list));
  return afterContent(source, list, newItem(context, column - style.dash).lines, column);
}

function afterContent(
  { text, eol }: YamlSource,
  node: YAMLMap | YAMLSeq,
  lines: string[],
  column: number,
): Edit {
  return insertLines(text, pastDeeperComments(text, lineAfter(text, contentEnd(node)), column), lines, eol);
}

function intoFlow(collection: YAMLMap | YAMLSeq, text: string): Edit {
  if (collection.items.length === 0) return { at: contentStart(collection) + 1, remove: 0, insert: text };
  return { at: contentEnd(collection.items.at(-1)), remove: 0, insert: `, ${text}` };
}

/** The end of the text, or the `...` line that ends the document before it. */
function endOfDocument({ text, root }: YamlSource): number {
  const from = root ? lineAfter(text, contentEnd(root)) : 0;
  const marker = /^\.\.\.(?=\s|$)/m.exec(text.slice(from));
  return marker ? from + marker.index : text.length;
}
