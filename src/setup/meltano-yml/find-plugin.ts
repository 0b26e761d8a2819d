import { isDeepStrictEqual } from "node:util";
import { isMap, isSeq, type YAMLMap } from "yaml";
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

/** What stands in the file of a plugin, or `null`. */
export function writtenPlugin(
  source: YamlSource,
  plugin: Pick<PluginDefinition, "type" | "name">,
): Written | null {
  return findPlugin(source, plugin)?.toJS(source.document) ?? null;
}

type Written = Readonly<Record<string, unknown>>;

/**
 * The keys in which a written plugin differs from how we define it. What a user may well have changed (commands,
 * mappings of their own) differs only where it is missing.
 */
export function differingKeys(written: Written | null, definition: PluginDefinition): string[] {
  if (written === null) return [];
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

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || Object.keys(value).length === 0;
}
