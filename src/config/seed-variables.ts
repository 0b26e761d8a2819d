import type { Json } from "../lib/canonical-json.ts";
import { severities } from "../model/severity.ts";
import type { Problem } from "./problem.ts";
import { escapeReferences } from "./references.ts";
import { isMap, type JsonMap } from "./walk.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const prefix = "PITCHPIPE_ALERT_";

/** How a text becomes the value of a setting; `undefined` where it can't. */
type Reader = (text: string) => Json | undefined;

interface SeedVariable {
  /** Without the prefix. */
  readonly name: string;
  /** The setting it becomes: of its channel, or of the whole file. */
  readonly sets: string;
  readonly read: Reader;
  readonly expects: string;
}

interface SeedChannel {
  readonly name: string;
  readonly type: string;
  readonly enabled: string;
  /** Without these there is no such channel. */
  readonly needs: readonly string[];
  readonly variables: readonly SeedVariable[];
}

const text: Reader = (value) => escapeReferences(value);
const phone: Reader = (value) => escapeReferences(value.replace(/^whatsapp:/i, ""));

const webhookUrl = (name: string): SeedVariable => ({
  name,
  sets: "webhook_url",
  read: text,
  expects: "a URL",
});
const twilio: readonly SeedVariable[] = [
  { name: "TWILIO_ACCOUNT_SID", sets: "account_sid", read: text, expects: "text" },
  { name: "TWILIO_AUTH_TOKEN", sets: "auth_token", read: text, expects: "text" },
];

/** The channels that variables alone can make, by the names the systems before us gave them. */
export const seedChannels: readonly SeedChannel[] = [
  {
    name: "email",
    type: "email",
    enabled: "EMAIL_ENABLED",
    needs: ["SMTP_HOST", "EMAIL_FROM", "EMAIL_RECIPIENTS"],
    variables: [
      { name: "SMTP_HOST", sets: "host", read: text, expects: "a host name" },
      { name: "SMTP_PORT", sets: "port", read: wholeNumber, expects: "a whole number" },
      { name: "SMTP_USERNAME", sets: "username", read: text, expects: "text" },
      { name: "SMTP_PASSWORD", sets: "password", read: text, expects: "text" },
      { name: "SMTP_TLS", sets: "tls", read: tlsMode, expects: "true, false, none, starttls or implicit" },
      { name: "EMAIL_FROM", sets: "from", read: text, expects: "an address" },
      { name: "EMAIL_RECIPIENTS", sets: "to", read: list(text), expects: "addresses: a,b or JSON" },
    ],
  },
  {
    name: "slack",
    type: "slack",
    enabled: "SLACK_ENABLED",
    needs: ["SLACK_WEBHOOK_URL"],
    variables: [
      webhookUrl("SLACK_WEBHOOK_URL"),
      { name: "SLACK_CHANNEL", sets: "channel", read: text, expects: "a channel such as #data-ops" },
    ],
  },
  {
    name: "teams",
    type: "teams",
    enabled: "TEAMS_ENABLED",
    needs: ["TEAMS_WEBHOOK_URL"],
    variables: [webhookUrl("TEAMS_WEBHOOK_URL")],
  },
  {
    name: "webhook",
    type: "webhook",
    enabled: "WEBHOOK_ENABLED",
    needs: ["WEBHOOK_URL"],
    variables: [
      { name: "WEBHOOK_URL", sets: "url", read: text, expects: "a URL" },
      { name: "WEBHOOK_AUTH_TOKEN", sets: "token", read: text, expects: "text" },
    ],
  },
  {
    name: "whatsapp",
    type: "whatsapp",
    enabled: "WHATSAPP_ENABLED",
    needs: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "WHATSAPP_FROM", "WHATSAPP_RECIPIENTS"],
    variables: [
      ...twilio,
      { name: "WHATSAPP_FROM", sets: "from", read: phone, expects: "a number such as +14155238886" },
      { name: "WHATSAPP_RECIPIENTS", sets: "to", read: list(phone), expects: "numbers: +1…,+5… or JSON" },
    ],
  },
];

/** What is no channel's. */
export const seedSettings: readonly SeedVariable[] = [
  { name: "MIN_SEVERITY", sets: "route.min_severity", read: severity, expects: severities.join(", ") },
  { name: "RATE_LIMIT_WINDOW", sets: "limits.window", read: minutes, expects: "a number of minutes" },
  { name: "MAX_PER_WINDOW", sets: "limits.max_per_window", read: wholeNumber, expects: "a whole number" },
];

/** Every seed variable with what it sets, for the documentation. */
export const seedTable: readonly {
  readonly variable: string;
  readonly sets: string;
  readonly expects: string;
}[] = [
  ...seedChannels.flatMap(({ name, enabled, variables }) => [
    { variable: prefix + enabled, sets: `channels.${name}`, expects: "true or false" },
    ...variables.map((one) => ({
      variable: prefix + one.name,
      sets: `channels.${name}.${one.sets}`,
      expects: one.expects,
    })),
  ]),
  ...seedSettings.map(({ name, sets, expects }) => ({ variable: prefix + name, sets, expects })),
];

/** The names of all seed variables. */
export const seedVariables: readonly string[] = seedTable.map(({ variable }) => variable);

export interface SeedLayer {
  /** `channels:` they make; it lies below the file. */
  readonly channels: JsonMap;
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
    const below = isMap(around) ? around : (usual[map] ?? {});
    const set = { [variable.sets.slice(map.length + 1)]: value };
    settings.set(map, { variable: prefix + variable.name, value: { ...below, ...set } });
  }
  return settings;
}

/** What goes with a setting that can't stand alone. */
const usual: Readonly<Record<string, JsonMap>> = { limits: { window: "5m", max_per_window: 10 } };

function settingsOf({ variables }: SeedChannel, read: (variable: SeedVariable) => Json | undefined): JsonMap {
  const entries = variables.map((variable) => [variable.sets, read(variable)] as const);
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

/** Mail servers speak TLS from the first byte on port 465, whatever else "TLS: true" may mean. */
function withPort(settings: JsonMap): JsonMap {
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

function wholeNumber(written: string): Json | undefined {
  return /^\d{1,9}$/.test(written) ? Number(written) : undefined;
}

function minutes(written: string): Json | undefined {
  return /^\d{1,6}$/.test(written) ? `${written}m` : undefined;
}

function severity(written: string): Json | undefined {
  return severities.find((one) => one === written.toLowerCase());
}

function tlsMode(written: string): Json | undefined {
  const word = written.toLowerCase();
  if (["none", "starttls", "implicit"].includes(word)) return word;
  if (/^(true|1|yes|on)$/.test(word)) return "starttls";
  return /^(false|0|no|off)$/.test(word) ? "none" : undefined;
}

/** A list of texts, as JSON or with commas. */
function list(item: Reader): Reader {
  return (written) => {
    const items = written.startsWith("[") ? parseList(written) : written.split(",");
    const read = items?.map((one) => one.trim()).filter((one) => one !== "");
    return read === undefined || read.length === 0 ? undefined : read.map((one) => item(one) ?? one);
  };
}

function parseList(written: string): string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(written);
    return Array.isArray(parsed) && parsed.every((item) => typeof item === "string") ? parsed : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
