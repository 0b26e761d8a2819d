import { isDeepStrictEqual } from "node:util";
import { isMap, isSeq, type YAMLMap } from "yaml";
import type { Json } from "../../lib/canonical-json.ts";
import type { PluginDefinition } from "../definitions.ts";
import { pairOf, textOf, type YamlSource } from "./source.ts";

/** The item under `plugins:` with this type and name, or `null`. */
export function findPlugin(
  { root }: YamlSource,
  { type, name }: Pick<PluginDefinition, "type" | "name">,
): YAMLMap | null {
  const list = pairOf(pairOf(root, "plugins")?.value, type)?.value;
  const item = isSeq(list) ? list.items.find((candidate) => textOf(candidate, "name") === name) : undefined;
  return isMap(item) ? item : null;
}

/**
 * The keys in which a plugin that stands in the file differs from how we define it. What a user may well have changed
 * (settings, commands, mappings of their own) differs only where it is missing.
 */
export function differingKeys(source: YamlSource, definition: PluginDefinition): string[] {
  const item = findPlugin(source, definition);
  if (item === null) return [];
  const written: Readonly<Record<string, Json>> = item.toJS(source.document);
  return Object.entries(definition.body)
    .filter(([key, value]) => {
      const there = written[key];
      return isUsersOwn(key) ? isEmpty(there) : !isDeepStrictEqual(there, value);
    })
    .map(([key]) => key);
}

function isUsersOwn(key: string): boolean {
  return key === "commands" || key === "mappings";
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || Object.keys(value).length === 0;
}
