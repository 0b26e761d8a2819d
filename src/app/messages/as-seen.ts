import type { Sending } from "../../channels/preview/preview.ts";
import type { ChannelType } from "../../channels/settings.ts";
import type { Json } from "../../lib/canonical-json.ts";

/** What people see of a message at the other side, as plain text: marks of layout become lines and brackets. */
export function asSeen(type: ChannelType, sending: Sending): string {
  switch (sending.kind) {
    case "mail":
      return `Subject: ${sending.headers["Subject"]}\n\n${sending.text.trimEnd()}`;
    case "line":
      return sending.line;
    case "document":
      return noticeText(sending.document);
    case "request":
      return (readers[type] ?? noticeText)(sending.body);
  }
}

const readers: Readonly<Partial<Record<ChannelType, (body: Json) => string>>> = {
  slack: slackText,
  teams: teamsText,
  discord: discordText,
  pagerduty: pagerdutyText,
  sms: (body) => textAt(body, "Body"),
  whatsapp: whatsappText,
  alertmanager: alertmanagerText,
};

function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (around, key) =>
      typeof around === "object" && around !== null ? (around as { [key: string]: Json })[key] : undefined,
    value,
  );
}

function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return found === undefined || found === null ? "" : String(found);
}

function listAt(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

function entriesAt(value: Json | undefined, ...path: readonly (string | number)[]): [string, Json][] {
  const found = at(value, ...path);
  return typeof found === "object" && found !== null ? Object.entries(found) : [];
}

function slackText(body: Json): string {
  const blocks = listAt(body, "attachments", 0, "blocks").map((block) => {
    if (at(block, "type") === "actions")
      return listAt(block, "elements")
        .map((button) => `[${textAt(button, "text", "text")}]`)
        .join(" ");
    return textAt(block, "text", "text") || textAt(block, "elements", 0, "text");
  });
  const plain = [textAt(body, "text"), ...blocks.map(withBar)].join("\n");
  return plain.replaceAll("*", "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function withBar(text: string): string {
  return text
    .split("\n")
    .map((line) => `│ ${line}`)
    .join("\n");
}

function teamsText(body: Json): string {
  const card = at(body, "attachments", 0, "content");
  const blocks = listAt(card, "body").map((block) =>
    listAt(block, "inlines")
      .map((inline) => textAt(inline, "text"))
      .join(""),
  );
  const buttons = listAt(card, "actions").map((action) => `[${textAt(action, "title")}]`);
  return [...blocks, ...(buttons.length === 0 ? [] : [buttons.join(" ")])].join("\n");
}

function discordText(body: Json): string {
  const embed = at(body, "embeds", 0);
  const plain = textAt(embed, "description")
    .replaceAll("**", "")
    .replace(/(?<!\\)\[(.+?)(?<!\\)\]\((\S+?)\)/g, "[$1]");
  const parts = [textAt(embed, "title"), ...plain.split("\n").map((line) => `│ ${line}`)];
  return [...parts, `│ ${textAt(embed, "footer", "text")}`].join("\n").replace(/\\(.)/g, "$1");
}

function pagerdutyText(body: Json): string {
  const action = textAt(body, "event_action");
  if (action !== "trigger") return `${action}: the incident of this alert`;
  const details = entriesAt(body, "payload", "custom_details")
    .filter(([, value]) => typeof value === "string")
    .map(([name, value]) => `${name}: ${String(value).replaceAll("\n", "\n  ")}`);
  const links = listAt(body, "links").map((link) => `[${textAt(link, "text")}]`);
  return [
    `trigger ${textAt(body, "payload", "severity")}: ${textAt(body, "payload", "summary")}`,
    ...details,
    ...(links.length === 0 ? [] : [links.join(" ")]),
  ].join("\n");
}

function whatsappText(body: Json): string {
  const variables = entriesAt(body, "ContentVariables");
  if (variables.length === 0) return textAt(body, "Body");
  return variables.map(([name, value]) => `{{${name}}} ${String(value)}`).join("\n");
}

function alertmanagerText(body: Json): string {
  const alerts = Array.isArray(body) ? body : [];
  return alerts
    .map((alert: Json) => {
      const labels = entriesAt(alert, "labels").map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      const annotations = entriesAt(alert, "annotations").map(([name, value]) => `${name}: ${String(value)}`);
      return [`{${labels.join(", ")}}`, ...annotations, `ends at ${textAt(alert, "endsAt")}`].join("\n");
    })
    .join("\n\n");
}

/** Programs get all of each alert beside these. */
function noticeText(document: Json): string {
  const head = `${textAt(document, "kind")} (${textAt(document, "status")}): ${textAt(document, "title")}`;
  return `${head}\n${textAt(document, "message")}`;
}
