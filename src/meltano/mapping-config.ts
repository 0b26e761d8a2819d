import { listOf, mapOf, type YamlMap } from "./document.ts";
import { pluginVariables, type SettingsWhere } from "./plugin-settings.ts";
import { type MeltanoProject, named, pluginEntries } from "./project.ts";
import { expandVariables, type Variables } from "./variables.ts";

/** A mapping with its config as Meltano hands it to the mapper: maps stay nested, `$NAME` is replaced. Holds secrets. */
export interface MappingConfig {
  readonly mapper: string;
  readonly config: YamlMap;
}

/** Deeper ones make no sense to anybody. */
const deepest = 50;

/** `null` where no mapping has that name. What the mapper's own `config:` says never reaches a mapping. */
export function mappingConfig(
  project: MeltanoProject,
  mapping: string,
  where: SettingsWhere,
): MappingConfig | null {
  for (const { type, name: mapper, entry } of pluginEntries(project.document)) {
    const found =
      type === "mappers" ? named(entry["mappings"]).find(({ name }) => name === mapping) : undefined;
    if (found === undefined) continue;
    const plugin = project.plugins.find((one) => one.type === type && one.name === mapper);
    const variables = plugin === undefined ? where.env : pluginVariables(project, plugin, where);
    return { mapper, config: mapOf(expanded(mapOf(found.entry["config"]), variables, 0)) };
  }
  return null;
}

function expanded(value: unknown, variables: Variables, depth: number): unknown {
  if (typeof value === "string") return expandVariables(value, variables);
  if (typeof value !== "object" || value === null || depth > deepest) return value;
  if (Array.isArray(value)) return listOf(value).map((item) => expanded(item, variables, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, expanded(item, variables, depth + 1)]),
  );
}
