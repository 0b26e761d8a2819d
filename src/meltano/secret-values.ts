import { isSecretName } from "../lib/redaction/index.ts";
import { mapOf } from "./document.ts";
import { readDotEnv } from "./dot-env.ts";
import { type MeltanoPlugin, type MeltanoProject, named, pluginEntries } from "./project.ts";
import { expandVariables, type Variables, variableName } from "./variables.ts";

/** The shell's own; a folder is no password. */
const shellVariables = new Set(["PWD", "OLDPWD"]);

interface NamedValue {
  readonly name: string;
  readonly value: unknown;
  readonly sensitive: boolean;
}

/**
 * The values of all that is a secret in this project, without a call of Meltano: sensitive settings (by lock file, by
 * `meltano.yml`, by their name) with their values from `meltano.yml`, `.env` and the environment, all variables whose
 * name looks like a secret's, and the passwords inside any URL among them.
 */
export function secretValues(project: MeltanoProject, env: Variables): string[] {
  const variables: Variables = { ...readDotEnv(project.root, env), ...env };
  const found = [...ofVariables(project, variables), ...ofDocument(project)];
  const values = found.flatMap(({ value, sensitive }) => secretsIn(value, sensitive, variables));
  const publicNames = project.plugins.map(({ name }) => name);
  return [...new Set(values)].filter(
    (value) => isWorthHiding(value) && !publicNames.some((name) => name.includes(value)),
  );
}

/** `true` and small numbers are in every log line, and a secret that is part of a plugin's name is none. */
function isWorthHiding(value: string): boolean {
  return value !== "" && !/^(?:true|false|null|none|\d{1,7})$/i.test(value);
}

function ofVariables(project: MeltanoProject, variables: Variables): NamedValue[] {
  const sensitive = new Set(project.plugins.flatMap((plugin) => sensitiveVariables(plugin)));
  return Object.entries(variables)
    .filter(([name]) => !shellVariables.has(name))
    .map(([name, value]) => ({ name, value, sensitive: sensitive.has(name) || isSecretName(name) }));
}

function sensitiveVariables(plugin: MeltanoPlugin): string[] {
  return plugin.settings
    .filter(({ sensitive }) => sensitive)
    .flatMap(({ name }) => [variableName(plugin.name, name), variableName(plugin.namespace, name)]);
}

function ofDocument(project: MeltanoProject): NamedValue[] {
  const settings = new Map(
    project.plugins.map(({ name, settings: all }) => [
      name,
      new Set(all.filter(({ sensitive }) => sensitive).map((setting) => setting.name)),
    ]),
  );
  const inherited = new Map(project.plugins.map(({ name, inheritFrom }) => [name, inheritFrom]));
  const isSensitive = (plugin: string, setting: string): boolean =>
    isSecretName(setting) ||
    settings.get(plugin)?.has(setting) === true ||
    settings.get(inherited.get(plugin) ?? "")?.has(setting) === true;
  const environments = named(project.document["environments"]).map(({ entry }) => entry);
  const documents = [project.document, ...environments.map((entry) => mapOf(entry["config"]))];
  const plugins = documents.flatMap((document) => pluginEntries(document));
  const configs = plugins.flatMap(({ name, entry }) => [
    ...flatten(entry["config"], (setting) => isSensitive(name, setting)),
    ...named(entry["mappings"]).flatMap((mapping) =>
      flatten(mapping.entry["config"], (setting) => isSensitive(name, setting)),
    ),
    ...flatten(entry["env"], isSecretName),
  ]);
  const others = [project.document, ...environments].flatMap((entry) => [
    ...flatten(entry["env"], isSecretName),
    ...flatten({ database_uri: entry["database_uri"], state_backend: entry["state_backend"] }, isSecretName),
  ]);
  return [...configs, ...others];
}

/** The leaves of a nested config with their dotted names, as Meltano names settings. */
function flatten(
  value: unknown,
  isSensitive: (name: string) => boolean,
  prefix = "",
  depth = 0,
): NamedValue[] {
  if (depth > 50) return [];
  return Object.entries(mapOf(value)).flatMap(([key, item]) => {
    const name = prefix === "" ? key : `${prefix}.${key}`;
    const sensitive = isSensitive(name) || isSensitive(key);
    const isMap = typeof item === "object" && item !== null && !Array.isArray(item);
    return isMap && !sensitive
      ? flatten(item, isSensitive, name, depth + 1)
      : [{ name, value: item, sensitive }];
  });
}

/** The texts to hide in one value: all of a secret, of anything else the passwords of its URLs. */
function secretsIn(value: unknown, sensitive: boolean, variables: Variables, depth = 0): string[] {
  if (depth > 50) return [];
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, item]) =>
      secretsIn(item, sensitive || isSecretName(name), variables, depth + 1),
    );
  if (typeof value !== "string" && typeof value !== "number") return [];
  const text = expandVariables(String(value), variables).trim();
  const inside = [...urlPasswords(text), ...jsonSecrets(text, sensitive, variables, depth)];
  return sensitive ? [text, ...inside] : inside;
}

function urlPasswords(text: string): string[] {
  return [...text.matchAll(/:\/\/[^\s:/?#@]*:([^\s]{1,256})@/g)].flatMap(([, password = ""]) => {
    const decoded = decode(password);
    return decoded === password ? [password] : [password, decoded];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone `%`: then it was never encoded.
    return text;
  }
}

/** A whole service account may be the value of one setting, as JSON text. */
function jsonSecrets(text: string, sensitive: boolean, variables: Variables, depth: number): string[] {
  if (!sensitive || !/^[[{]/.test(text)) return [];
  try {
    return secretsIn(JSON.parse(text), false, variables, depth + 1);
  } catch {
    // Not JSON after all: the text as a whole is hidden anyway.
    return [];
  }
}
