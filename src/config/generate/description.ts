import type { SettingNode } from "../setting-node.ts";

/** What a setting is for: its own words, else those of what is in its list or map. */
export function descriptionOf(node: SettingNode): string {
  if (node.meta.description !== undefined) return node.meta.description;
  if (node.kind === "list") return descriptionOf(node.item);
  return node.kind === "map" ? descriptionOf(node.value) : "";
}
