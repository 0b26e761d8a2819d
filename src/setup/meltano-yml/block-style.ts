import { isMap, isPair, isScalar, isSeq, stringify } from "yaml";
import type { Json } from "../../lib/canonical-json.ts";
import { pairOf, type YamlSource } from "./source.ts";
import { columnOf, contentStart } from "./text-edit.ts";

/** How a file indents its block collections; what we add looks the same. */
export interface BlockStyle {
  /** Columns from a key to the keys under it. */
  readonly step: number;
  /** Columns from a key to the dashes under it. */
  readonly dash: number;
  /** Columns from a dash to what it holds. */
  readonly gap: number;
}

/** The style of a file: that of its plugins first, then that of any list. What it doesn't show is as `meltano init` writes it. */
export function blockStyleOf(source: YamlSource): BlockStyle {
  const plugins = pairOf(source.root, "plugins")?.value;
  const inPlugins = isMap(plugins) && !plugins.flow ? plugins.items : [];
  const lists = [...inPlugins, ...(source.root?.items ?? [])].map((pair) => listStyle(source.text, pair));
  const list = lists.find((style) => style !== null);
  return { step: stepOf(source, inPlugins[0]), dash: list?.dash ?? 0, gap: list?.gap ?? 2 };
}

/** A plugin as an item of a block list whose dashes stand at `column`. */
export function blockItem(body: Readonly<Record<string, Json>>, column: number, style: BlockStyle): string[] {
  const lines = blockLines(body, style);
  const gap = " ".repeat(style.gap - 1);
  return lines.map((line, at) => `${" ".repeat(column)}${at === 0 ? "-" : " "}${gap}${line}`);
}

/** Keys and values as block lines from column 0. Short lists and maps stay on their line. */
export function blockLines(body: Readonly<Record<string, Json>>, style: BlockStyle): string[] {
  return Object.entries(body).flatMap(([key, value]) => {
    const items = Array.isArray(value) ? value.filter((item) => typeof item === "object") : [];
    if (items.length === 0) return [`${flowText(key)}: ${flowText(value)}`];
    const item = (map: Json): string[] => blockItem(map as Readonly<Record<string, Json>>, style.dash, style);
    return [`${flowText(key)}:`, ...items.flatMap(item)];
  });
}

/** A value on one line, as it may stand in flow style. */
export function flowText(value: Json): string {
  const options = { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 } as const;
  return stringify(value, options).trimEnd();
}

function stepOf(source: YamlSource, first: unknown): number {
  if (first === undefined) return 2;
  const step = columnOf(source.text, contentStart(first)) - columnOf(source.text, contentStart(source.root));
  return step > 0 ? step : 2;
}

function listStyle(text: string, pair: unknown): Pick<BlockStyle, "dash" | "gap"> | null {
  if (!isPair(pair) || !isSeq(pair.value) || pair.value.flow || !isScalar(pair.key)) return null;
  const at = contentStart(pair.value);
  const dash = columnOf(text, at) - columnOf(text, contentStart(pair.key));
  const gap = 1 + (/^-( +)\S/.exec(text.slice(at))?.[1]?.length ?? 1);
  return { dash: Math.max(dash, 0), gap };
}
