import type { Json } from "../lib/canonical-json.ts";
import { severities } from "../model/severity.ts";
import { escapeReferences } from "./references.ts";

/** What all their names begin with. */
export const prefix = "PITCHPIPE_ALERT_";

/** How a text becomes the value of a setting; `undefined` where it can't. */
type Reader = (text: string) => Json | undefined;

export interface SeedVariable {
  /** Without the prefix. */
  readonly name: string;
  /** The setting it becomes: of its channel, or of the whole file. */
  readonly sets: string;
  readonly read: Reader;
  readonly expects: string;
}

export interface SeedChannel {
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
