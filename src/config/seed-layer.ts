import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../lib/json-object.ts";
import type { Problem } from "./problem.ts";
import { prefix, type SeedChannel, type SeedVariable, seedChannels, seedSettings } from "./seed-variables.ts";

type Variables = Readonly<Record<string, string | undefined>>;

export interface SeedLayer {
  /** `channels:` they make; it lies below the file. */
  readonly channels: JsonObject;
  /** All else they set, by the file's keys; it lies above the file, as variables do. */
  readonly settings: ReadonlyMap<string, { readonly variable: string; readonly value: Json }>;
  /** Channels that are switched on but lack something. */
  readonly lacking: readonly { readonly name: string; readonly missing: readonly string[] }[];
  readonly problems: readonly Problem[];
}

/**
 * What the variables of the systems before us make: channels and a few settings. A channel is on where its `…_ENABLED`
 * says so, or where that says nothing and all it needs is there. `written` are the channels of the file: they win, whole.
 */
export function readSeedVariables(env: Variables, written: readonly string[]): SeedLayer {
  const problems: Problem[] = [];
  const read = (variable: SeedVariable): Json | undefined => readVariable(variable, env, problems);
  const channels: Record<string, Json> = {};
  const lacking: { name: string; missing: readonly string[] }[] = [];
  for (const channel of seedChannels) {
    const on = isEnabled(channel, env, problems);
    const missing = channel.needs.map((name) => prefix + name).filter((name) => !env[name]);
    if (on === false || (on === null && missing.length > 0)) continue;
    if (written.includes(channel.name)) problems.push(shadowed(channel, env));
    else if (missing.length > 0) lacking.push({ name: channel.name, missing });
    else channels[channel.name] = { type: channel.type, ...withPort(settingsOf(channel, read)) };
  }
  const settings = settingsSet(read);
  return { channels, settings, lacking, problems: [...problems, ...lacking.map(incomplete)] };
}

function settingsSet(read: (variable: SeedVariable) => Json | undefined): SeedLayer["settings"] {
  const settings = new Map<string, { variable: string; value: Json }>();
  for (const variable of seedSettings) {
    const value = read(variable);
    const [map = ""] = variable.sets.split(".");
    const around = settings.get(map)?.value;
    if (value === undefined) continue;
    const below = isJsonObject(around) ? around : (usual[map] ?? {});
    const set = { [variable.sets.slice(map.length + 1)]: value };
    settings.set(map, { variable: prefix + variable.name, value: { ...below, ...set } });
  }
  return settings;
}

/** What goes with a setting that can't stand alone. */
const usual: Readonly<Record<string, JsonObject>> = { limits: { window: "5m", max_per_window: 10 } };

function settingsOf(
  { variables }: SeedChannel,
  read: (variable: SeedVariable) => Json | undefined,
): JsonObject {
  const entries = variables.map((variable) => [variable.sets, read(variable)] as const);
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

/** Mail servers speak TLS from the first byte on port 465, whatever else "TLS: true" may mean. */
function withPort(settings: JsonObject): JsonObject {
  return settings["port"] === 465 && settings["tls"] === "starttls"
    ? { ...settings, tls: "implicit" }
    : settings;
}

/** `null` where its switch says nothing. */
function isEnabled({ enabled }: SeedChannel, env: Variables, problems: Problem[]): boolean | null {
  const written = env[prefix + enabled]?.trim().toLowerCase() ?? "";
  if (written === "") return null;
  if (/^(true|1|yes|on)$/.test(written)) return true;
  if (!/^(false|0|no|off)$/.test(written))
    problems.push(problem(prefix + enabled, "must be true or false", "It counts as false."));
  return false;
}

function readVariable(variable: SeedVariable, env: Variables, problems: Problem[]): Json | undefined {
  const written = env[prefix + variable.name];
  if (!written) return undefined;
  const value = variable.read(written.trim());
  if (value === undefined)
    problems.push(problem(prefix + variable.name, `must be ${variable.expects}`, "It is not used."));
  return value;
}

function shadowed({ name, variables }: SeedChannel, env: Variables): Problem {
  const set = variables.map((variable) => prefix + variable.name).filter((variable) => env[variable]);
  const first = set[0] ?? `${prefix}${name.toUpperCase()}_ENABLED`;
  return {
    ...problem(
      first,
      `does nothing: the file has a channel named ${name}`,
      "Of the two the file's is used, whole.",
    ),
    severity: "warning",
  };
}

function incomplete({ name, missing }: SeedLayer["lacking"][number]): Problem {
  const verb = missing.length === 1 ? "is" : "are";
  const [first = ""] = missing;
  return {
    path: first,
    line: null,
    column: null,
    severity: "warning",
    message: `The channel ${name} is switched on, but ${missing.join(" and ")} ${verb} not set.`,
    hint: "Until it is, nobody is told there.",
  };
}

function problem(name: string, what: string, hint: string): Problem {
  return { path: name, line: null, column: null, severity: "error", message: `${name} ${what}.`, hint };
}
