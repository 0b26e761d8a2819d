import { stringify } from "yaml";
import { escapeReferences } from "../../config/references.ts";
import { healthCheckSettings } from "../../health/settings.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { redactUrl } from "../../lib/redaction/index.ts";
import { variableName } from "../../meltano/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { type DerivedCheck, deriveChecks } from "./derive-checks.ts";

/** A check that was found and not typed, as it can be shown and written: secrets are references. */
export interface Found {
  readonly name: string;
  /** The tap or target it is of; `null` for the project itself. */
  readonly plugin: string | null;
  /** `null` where none could be made. */
  readonly type: string | null;
  readonly reason: string | null;
  readonly entry: { readonly [key: string]: Json };
  /** Variables that the entry refers to and that are not set. */
  readonly missing: readonly string[];
}

const secretKeys: ReadonlySet<string> = new Set(["password", "client_secret"]);

/**
 * What the settings of the project's taps and targets lead to, for those that no check of the file stands for, and the
 * project itself: its system database and state backend.
 */
export function discover(project: OpenedProject): Found[] {
  const { health } = project.config.settings;
  const lacking = project.config.misconfigured.flatMap(
    ({ path }) => /^health\.([^.]+)/.exec(path)?.[1] ?? [],
  );
  const stoodFor = new Set([
    ...Object.entries(health).flatMap(([name, { plugins }]) => [name, ...plugins]),
    ...lacking,
    ...pluginsOfLacking(project),
  ]);
  const derived = deriveChecks(project, stoodFor).map((one) => found(one, project));
  const known = stoodFor.has("meltano") || Object.values(health).some(({ type }) => type === "meltano");
  return known ? derived : [...derived, ofProject];
}

const ofProject: Found = {
  name: "meltano",
  plugin: null,
  type: healthCheckSettings.parse({ type: "meltano" }).type,
  reason: null,
  entry: { type: "meltano" },
  missing: [],
};

/** A check that lacks a variable is not among the settings, and stands for its plugins all the same. */
function pluginsOfLacking({ config: { misconfigured, written } }: OpenedProject): string[] {
  return misconfigured.flatMap(({ path }) => {
    const [part, name = ""] = path.split(".");
    const all = part === "health" ? (written as { readonly health?: Json }).health : undefined;
    const entry = (all as { readonly [name: string]: { readonly plugins?: Json } } | undefined)?.[name];
    return Array.isArray(entry?.plugins) ? entry.plugins.map(String) : [];
  });
}

function found(derived: DerivedCheck, project: OpenedProject): Found {
  const { name, plugin, settings, reason, keys, from } = derived;
  const referred: string[] = [];
  const refer = (setting: string, value: string): string => {
    const variable = variableOf(variableName(plugin, setting), value, project);
    referred.push(variable);
    return `$${variable}`;
  };
  const shown = (key: string, value: unknown): Json => {
    if (Array.isArray(value)) return value.map((one) => shown(key, one));
    if (typeof value === "object" && value !== null) return inside(value);
    if (typeof value !== "string") return value as Json;
    const isSecret =
      secretKeys.has(key) || redactUrl(value) !== value || project.redactor.text(value) !== value;
    if (isSecret) return refer(from.get(key) ?? key, value);
    return escapeReferences(value);
  };
  const inside = (map: object): Json =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, shown(key, value)]));
  const entry = Object.fromEntries([...keys].map(([key, value]) => [key, shown(key, value)]));
  return {
    name,
    plugin,
    type: settings?.type ?? null,
    reason,
    entry: settings === null ? {} : { ...entry, plugins: [plugin] },
    missing: [...new Set(referred)].filter((variable) => !project.env[variable]),
  };
}

/** The plugin's own variable, else the one that the secret was read from, which is known by its value. */
function variableOf(own: string, value: string, { env }: Pick<OpenedProject, "env">): string {
  if (env[own]) return own;
  const holders = Object.keys(env).filter((name) => env[name] === value && /^[A-Za-z_]\w*$/.test(name));
  return holders.sort()[0] ?? own;
}

/** The entries for `health:` of `pitchpipe.yml`, by name. */
export function discoveredEntries(all: readonly Found[]): Map<string, Found["entry"]> {
  return new Map(all.flatMap(({ name, type, entry }) => (type === null ? [] : [[name, entry] as const])));
}

/** The lines for `pitchpipe.yml`. */
export function discoveredYaml(all: readonly Found[]): string {
  const entries = discoveredEntries(all);
  return entries.size === 0 ? "" : stringify({ health: Object.fromEntries(entries) });
}

/** The document of `health discover --json`. */
export function discoverDocument(all: readonly Found[]): { readonly [key: string]: Json } {
  return {
    checks: all.map(({ name, plugin, type, reason, entry, missing }) => ({
      name,
      plugin,
      type,
      reason,
      settings: type === null ? null : entry,
      missing: [...missing],
    })),
  };
}
