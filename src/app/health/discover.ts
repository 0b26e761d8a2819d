import { stringify } from "yaml";
import type { Json } from "../../lib/canonical-json.ts";
import { redactUrl } from "../../lib/redaction/index.ts";
import { variableName } from "../../meltano/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { type DerivedCheck, deriveChecks } from "./derive-checks.ts";

/** A check that was found and not typed, as it can be shown and written: secrets are references. */
export interface Found {
  readonly name: string;
  readonly plugin: string;
  /** `null` where none could be made. */
  readonly type: string | null;
  readonly reason: string | null;
  readonly entry: { readonly [key: string]: Json };
  /** Variables that the entry refers to and that are not set. */
  readonly missing: readonly string[];
}

const secretKeys: ReadonlySet<string> = new Set(["password", "client_secret"]);

/** What the settings of the project's taps and targets lead to, for those that no check of the file stands for. */
export function discover(project: OpenedProject): Found[] {
  const { health } = project.config.settings;
  const stoodFor = new Set(Object.entries(health).flatMap(([name, { plugins }]) => [name, ...plugins]));
  return deriveChecks(project, stoodFor).map((derived) => found(derived, project));
}

function found({ name, plugin, settings, reason, keys, from }: DerivedCheck, { env }: OpenedProject): Found {
  const referred: string[] = [];
  const refer = (setting: string): string => {
    const variable = variableName(plugin, setting);
    referred.push(variable);
    return `$${variable}`;
  };
  const shown = (key: string, value: unknown): Json => {
    if (secretKeys.has(key)) return refer(from.get(key) ?? key);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return inside(value);
    if (typeof value === "string" && key === "url" && redactUrl(value) !== value)
      return refer(from.get(key) ?? key);
    return value as Json;
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
    missing: referred.filter((variable) => !env[variable]),
  };
}

/** The lines for `pitchpipe.yml`. */
export function discoveredYaml(all: readonly Found[]): string {
  const entries = all.filter(({ type }) => type !== null).map(({ name, entry }) => [name, entry] as const);
  return entries.length === 0 ? "" : stringify({ health: Object.fromEntries(entries) });
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
