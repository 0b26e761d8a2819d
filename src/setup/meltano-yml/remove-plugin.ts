import { isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import type { PluginDefinition } from "../definitions.ts";
import { pairOf, readSource, textOf } from "./source.ts";
import {
  applyEdits,
  contentEnd,
  contentStart,
  type Edit,
  lineAfter,
  lineStart,
  removeLines,
} from "./text-edit.ts";

/**
 * The text without the plugin and the comment that `init` put above it. Keys that hold nothing any more go too, up to
 * the one our comment stands above: a key that was there and empty before stays.
 */
export function removePlugin(text: string, definition: PluginDefinition): string {
  const { root } = readSource(text);
  const plugins = pairOf(root, "plugins");
  const list = pairOf(plugins?.value, definition.type);
  if (!root || !plugins || !isMap(plugins.value) || !list || !isSeq(list.value)) return text;
  const item = list.value.items.find((candidate) => textOf(candidate, "name") === definition.name);
  if (item === undefined) return text;
  const path: Step[] = [
    { within: list.value, item },
    { within: plugins.value, item: list },
    { within: root, item: plugins },
  ];
  const without = applyEdits(text, [removal(text, outermost(text, path, definition.comment))]);
  return withoutLine(without, definition.comment);
}

/** Something and the collection that holds it. */
interface Step {
  readonly within: YAMLMap | YAMLSeq;
  readonly item: unknown;
}

/** The outermost of the steps that would hold nothing but the plugin. */
function outermost(text: string, [item, list, plugins]: readonly Step[], comment: string): Step {
  if (!item || !list || !plugins) throw new TypeError("a plugin stands in a list, in plugins, in the root");
  const alone = (step: Step): boolean => step.within.items.length === 1;
  if (!alone(item) || isBelow(text, list.item, item.item, comment)) return item;
  if (item.within.flow && !list.within.flow) return item;
  if (!alone(list) || isBelow(text, plugins.item, list.item, comment)) return list;
  return list.within.flow && !plugins.within.flow ? list : plugins;
}

/** Whether our comment stands between a key and what it holds: then the key is not ours. */
function isBelow(text: string, key: unknown, item: unknown, comment: string): boolean {
  return text.slice(contentStart((key as Pair).key), contentStart(item)).includes(comment);
}

function removal(text: string, { within, item }: Step): Edit {
  const [start, end] = [contentStart(item), contentEnd(item)];
  if (!within.flow) return removeLines(text, lineStart(text, start), lineAfter(text, end));
  const at = within.items.indexOf(item as never);
  if (at > 0) return span(contentEnd(within.items[at - 1]), end);
  return span(start, within.items.length > 1 ? contentStart(within.items[1]) : end);
}

function span(from: number, to: number): Edit {
  return { at: from, remove: to - from, insert: "" };
}

function withoutLine(text: string, line: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((candidate) => candidate.trim() === line);
  if (at === -1) return text;
  const from = lines.slice(0, at).reduce((sum, { length }) => sum + length + 1, 0);
  return applyEdits(text, [removeLines(text, from, lineAfter(text, from + line.length))]);
}
