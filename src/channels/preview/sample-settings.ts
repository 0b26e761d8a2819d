import { type ChannelSettings, type ChannelType, channelSettings } from "../settings.ts";

const twilio = { account_sid: "AC00000000000000000000000000000000", auth_token: "auth-token-of-a-sample" };
const phones = { from: "+14155238886", to: ["+5511999999999"] };

/** The least that a channel of each type needs; its addresses are examples, and nothing is ever sent there. */
const samples: Readonly<Record<ChannelType, object>> = {
  log: { path: "logs/alerts.log", format: "text" },
  email: { host: "smtp.example.com", from: "etl@example.com", to: ["ops@example.com"] },
  slack: { webhook_url: "https://hooks.slack.com/services/T000/B000/sample", channel: "#data-ops" },
  teams: { webhook_url: "https://example.webhook.office.com/workflows/sample" },
  webhook: { url: "https://monitoring.example.com/alerts" },
  discord: { webhook_url: "https://discord.com/api/webhooks/1/sample" },
  pagerduty: { routing_key: "00000000000000000000000000000000" },
  sms: { ...twilio, ...phones },
  whatsapp: {
    ...twilio,
    ...phones,
    content_sid: {
      firing: "HX0123456789abcdef0123456789abcdef",
      resolved: "HXfedcba9876543210fedcba9876543210",
    },
  },
  alertmanager: { url: "http://alertmanager.example.com:9093" },
  exec: { command: ["./notify.sh"] },
  custom: { module: "./my-channel.mjs" },
};

export const channelTypes = Object.keys(samples) as readonly ChannelType[];

/** Settings of a channel of a type, for showing what it would send. */
export function sampleSettings(type: ChannelType): ChannelSettings {
  return channelSettings.parse({ type, ...samples[type] });
}
