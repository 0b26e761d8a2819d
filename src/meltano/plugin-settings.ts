import { listOf, mapOf, textOf, type YamlMap } from "./document.ts";
import { readLockFile } from "./lock-file.ts";
import { type MeltanoPlugin, type MeltanoProject, named, pluginEntries } from "./project.ts";
import { expandVariables, type Variables, variableName } from "./variables.ts";

/** The settings of a plugin that have a value, by their dotted names. Holds secrets: never stored, never shown. */
export type PluginSettings = ReadonlyMap<string, unknown>;

/** Where settings are asked for. */
export interface SettingsWhere {
  /** The active Meltano environment; empty for none. */
  readonly environment: string;
  /** The process's variables over the project's `.env`. */
  readonly env: Variables;
}

/** A plugin that inherits from one that inherits from it would never end. */
const deepestInheritance = 20;

/**
 * What a plugin is set to, without a call of Meltano, by its rules: variables over the environment's part of `meltano.yml` over the
 * plugin's own over what it inherits over defaults. Settings in Meltano's system database are not seen. `null` where there is no such plugin.
 */
export function pluginSettings(
  project: MeltanoProject,
  name: string,
  where: SettingsWhere,
): PluginSettings | null {
  const plugin = project.plugins.find((one) => one.name === name);
  if (plugin === undefined) return null;
  const lineage = pluginAncestry(project, plugin);
  const oldestFirst = lineage.toReversed();
  const ofEnvironment = environmentConfig(project, where.environment);
  const layers = [
    ...oldestFirst.map((one) => defaultsOf(project, one)),
    ...oldestFirst.flatMap((one) => [configOf(project.document, one), configOf(ofEnvironment, one)]),
  ];
  const merged = new Map(layers.flatMap((layer) => [...layer]));
  const variables = pluginVariables(project, plugin, where);
  for (const [setting, value] of merged) merged.set(setting, expanded(value, variables));
  for (const [setting, value] of overrides(lineage, merged.keys(), where.env)) merged.set(setting, value);
  return merged;
}

/** The plugin, what it inherits from, and so on. */
export function pluginAncestry(project: MeltanoProject, plugin: MeltanoPlugin): MeltanoPlugin[] {
  const lineage = [plugin];
  while (lineage.length < deepestInheritance) {
    const parent = project.plugins.find(({ name }) => name === lineage.at(-1)?.inheritFrom);
    if (parent === undefined || lineage.includes(parent)) break;
    lineage.push(parent);
  }
  return lineage;
}

/** The `value` of each setting, of the definition in `meltano.yml` or else the lock file. */
function defaultsOf(
  project: MeltanoProject,
  { type, name, inheritFrom }: MeltanoPlugin,
): Map<string, unknown> {
  const entry = entryOf(project.document, type, name);
  const lock = readLockFile(project.root, type, inheritFrom ?? name, textOf(entry["variant"]));
  const settings = [...named(lock["settings"]), ...named(entry["settings"])];
  return new Map(
    settings.flatMap((setting) =>
      flatten({ [setting.name]: setting.entry["value"] }).filter(([, value]) => value !== undefined),
    ),
  );
}

function configOf(document: YamlMap, { type, name }: MeltanoPlugin): Map<string, unknown> {
  return new Map(flatten(entryOf(document, type, name)["config"]));
}

function environmentConfig(project: MeltanoProject, environment: string): YamlMap {
  return mapOf(environmentEntry(project, environment)["config"]);
}

function environmentEntry({ document }: MeltanoProject, environment: string): YamlMap {
  return named(document["environments"]).find(({ name }) => name === environment)?.entry ?? {};
}

function entryOf(document: YamlMap, type: string, name: string): YamlMap {
  return pluginEntries(document).find((one) => one.type === type && one.name === name)?.entry ?? {};
}

/** What `$NAME` in a plugin's config means: the deeper the `env:`, the stronger. */
export function pluginVariables(
  project: MeltanoProject,
  plugin: MeltanoPlugin,
  { environment, env }: SettingsWhere,
): Variables {
  const documents = [project.document, environmentEntry(project, environment)];
  const plugins = [project.document, environmentConfig(project, environment)];
  const maps = [
    ...documents.map((document) => mapOf(document["env"])),
    ...plugins.map((document) => mapOf(entryOf(document, plugin.type, plugin.name)["env"])),
  ];
  const variables: Record<string, string | undefined> = { ...env };
  for (const map of maps)
    for (const [name, value] of Object.entries(map)) {
      const text = textOf(value);
      if (text !== null) variables[name] = expandVariables(text, variables);
    }
  return variables;
}

/** Variables named after the plugin, its namespace, or those of what it inherits from; its own name is the strongest. */
function overrides(
  lineage: readonly MeltanoPlugin[],
  set: Iterable<string>,
  env: Variables,
): [string, unknown][] {
  const prefixes = lineage.flatMap(({ name, namespace }) => [name, namespace]).toReversed();
  const settings = new Set([
    ...set,
    ...lineage.flatMap((plugin) => plugin.settings.map(({ name }) => name)),
    ...usualSettings,
  ]);
  return [...settings].flatMap((setting) =>
    prefixes.flatMap((prefix): [string, unknown][] => {
      const value = env[variableName(prefix, setting)];
      return value === undefined || value === "" ? [] : [[setting, value]];
    }),
  );
}

/** Where a plugin lists no settings (no lock file), these are looked for all the same: they say where it leads. */
const usualSettings = [
  ...[
    "host",
    "port",
    "user",
    "username",
    "password",
    "database",
    "dbname",
    "schema",
    "default_target_schema",
  ],
  ...[
    "sqlalchemy_url",
    "url",
    "api_url",
    "base_url",
    "account",
    "warehouse",
    "role",
    "project",
    "project_id",
  ],
  ...[
    "dataset",
    "dataset_id",
    "path",
    "filepath",
    "file_path",
    "path_database",
    "destination_path",
    "bucket",
  ],
] as const;

/** The leaves of a nested config with their dotted names, as Meltano names settings; a list is one value. */
function flatten(value: unknown, prefix = "", depth = 0): [string, unknown][] {
  return Object.entries(mapOf(value)).flatMap(([key, item]): [string, unknown][] => {
    const name = prefix === "" ? key : `${prefix}.${key}`;
    const isMap = typeof item === "object" && item !== null && !Array.isArray(item);
    return isMap && depth < deepestInheritance ? flatten(item, name, depth + 1) : [[name, item]];
  });
}

function expanded(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return expandVariables(value, variables);
  return Array.isArray(value) ? listOf(value).map((item) => expanded(item, variables)) : value;
}
