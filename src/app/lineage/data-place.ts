import type { DataPlace } from "../../audit/lineage/index.ts";
import { mapOf, textOf } from "../../meltano/document.ts";
import type { MeltanoProject } from "../../meltano/index.ts";
import { pluginFamily, pluginSettings, type SettingsWhere, variableName } from "../../meltano/index.ts";

/** A plugin of a project as naming needs it. */
export function dataPlace(project: MeltanoProject, plugin: string, where: SettingsWhere): DataPlace {
  return {
    project: project.name,
    root: project.root,
    plugin,
    family: pluginFamily(project, plugin),
    settings: pluginSettings(project, plugin, where),
  };
}

/**
 * The same for a loader behind an extractor: Meltano tells it of that one, and many a definition writes to the schema
 * `$MELTANO_EXTRACT__LOAD_SCHEMA`.
 */
export function targetPlace(
  project: MeltanoProject,
  plugin: string,
  tap: DataPlace,
  where: SettingsWhere,
): DataPlace {
  const extractor = project.plugins.find(({ name, type }) => name === tap.plugin && type === "extractors");
  const namespace = extractor?.namespace ?? tap.plugin.replaceAll("-", "_");
  const written = textOf(tap.settings?.get("_load_schema")) ?? loadSchemaOf(project, tap.plugin);
  const told = {
    MELTANO_EXTRACTOR_NAME: tap.plugin,
    MELTANO_EXTRACTOR_NAMESPACE: namespace,
    MELTANO_EXTRACT__LOAD_SCHEMA: written?.replace("$MELTANO_EXTRACTOR_NAMESPACE", namespace) ?? namespace,
    ...extractVariables(tap),
  };
  return dataPlace(project, plugin, { ...where, env: { ...where.env, ...told } });
}

function loadSchemaOf({ document }: MeltanoProject, tap: string): string | null {
  const extractors = mapOf(document["plugins"])["extractors"];
  const entry = Array.isArray(extractors)
    ? extractors.find((one: unknown) => mapOf(one)["name"] === tap)
    : null;
  return textOf(mapOf(entry)["load_schema"]);
}

function extractVariables({ plugin, settings }: DataPlace): Record<string, string> {
  const set = [...(settings ?? [])].flatMap(([name, value]) => {
    const text = textOf(value);
    return text === null ? [] : [{ name, text }];
  });
  return Object.fromEntries(
    ["MELTANO_EXTRACT", plugin].flatMap((prefix) =>
      set.map(({ name, text }) => [variableName(prefix, name), text]),
    ),
  );
}
