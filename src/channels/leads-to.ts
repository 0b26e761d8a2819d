import type { ChannelSettings } from "./settings.ts";

/** Where a channel leads to, for people; nothing in it is a secret. */
export function leadsTo(settings: ChannelSettings): string {
  switch (settings.type) {
    case "log":
      return settings.path;
    case "email":
      return `${settings.to.join(", ")} by ${settings.host}`;
    case "slack":
      return slackTarget(settings);
    case "teams":
    case "discord":
      return new URL(settings.webhook_url).origin;
    case "webhook":
    case "alertmanager":
      return new URL(settings.url).origin;
    case "pagerduty":
      return new URL(settings.api_url).origin;
    case "sms":
    case "whatsapp":
      return settings.to.join(", ");
    case "exec":
      return settings.command[0] ?? "";
    case "custom":
      return settings.module;
  }
}

function slackTarget({ webhook_url, channel, api_url }: Extract<ChannelSettings, { type: "slack" }>): string {
  const origin = new URL(webhook_url ?? api_url).origin;
  return channel === undefined ? origin : `${channel} at ${origin}`;
}
