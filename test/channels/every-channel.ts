import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Behaviour } from "../fixtures/http/local-server.ts";
import { startAlertmanager } from "../fixtures/vendors/alertmanager.ts";
import { startDiscord } from "../fixtures/vendors/discord.ts";
import { routingKey, startPagerduty } from "../fixtures/vendors/pagerduty.ts";
import { startSlackApi, startSlackWebhook } from "../fixtures/vendors/slack.ts";
import { caFile, type Smtp, startSmtp } from "../fixtures/vendors/smtp.ts";
import { startTeams } from "../fixtures/vendors/teams.ts";
import { accountSid, authToken, startTwilio } from "../fixtures/vendors/twilio.ts";
import { startVendor, type Vendor } from "../fixtures/vendors/vendor-server.ts";

/** Every vendor on this machine, and the `channels:` that lead there, under the names of the design's example. */
export interface EveryChannel {
  readonly names: readonly string[];
  /** `pitchpipe.yml`. */
  readonly yaml: string;
  readonly env: Readonly<Record<string, string>>;
  readonly vendors: Readonly<
    Record<"slack" | "bot" | "teams" | "hook" | "chat" | "oncall" | "twilio" | "am", Vendor>
  >;
  readonly smtp: Smtp;
  /** Lets every HTTP vendor misbehave. */
  behave(behaviour: Behaviour): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts every vendor; scripts and modules that the channels name are put into the project's folder. */
export async function startEveryChannel(root: string): Promise<EveryChannel> {
  const login = { user: "etl", pass: "pass-of-the-test" };
  const [slack, bot, teams, hook, chat, oncall, twilio, am, smtp] = await Promise.all([
    startSlackWebhook(),
    startSlackApi(),
    startTeams(),
    startVendor({ objection: () => null, take: () => ({ status: 204 }), refuse: () => ({ status: 400 }) }),
    startDiscord(),
    startPagerduty(),
    startTwilio(),
    startAlertmanager(),
    startSmtp({ login }),
  ]);
  writeFileSync(join(root, "notify.sh"), "#!/bin/sh\ncat >> notified.jsonl\n", { mode: 0o700 });
  writeFileSync(
    join(root, "my-channel.mjs"),
    "export default { name: 'own', async send(n, options) { return { ok: options.room === 'etl', id: n.notification_id }; } };\n",
  );
  writeFileSync(join(root, "pagerduty.key"), `${routingKey}\n`, { mode: 0o600 });
  const account = "account_sid: $TWILIO_ACCOUNT_SID, auth_token: $TWILIO_AUTH_TOKEN";
  const phones = `from: "+14155238886", to: ["+5511999999999"], api_url: "${twilio.origin}"`;
  const sids = "{firing: HX0123456789abcdef0123456789abcdef, resolved: HXfedcba9876543210fedcba9876543210}";
  const lines = [
    "log: {type: log, path: logs/alerts.jsonl, format: json}",
    `mail: {type: email, host: localhost, port: ${smtp.port}, tls: starttls, ca: ${caFile}, username: etl, password: $SMTP_PASSWORD, from: etl@example.com, to: [ops@example.com, dev@example.com]}`,
    'ops: {type: slack, webhook_url: $SLACK_WEBHOOK_URL, channel: "#data-ops", min_severity: warning, send_resolved: true, limits: {window: 5m, max_per_window: 10}}',
    `bot: {type: slack, bot_token: $SLACK_BOT_TOKEN, channel: C0123456789, api_url: "${bot.apiUrl}"}`,
    "teams: {type: teams, webhook_url: $TEAMS_WEBHOOK_URL}",
    `hook: {type: webhook, url: "${hook.url}", token: $HOOK_TOKEN, hmac_secret: $HOOK_SECRET, headers: {X-Team: data}}`,
    "chat: {type: discord, webhook_url: $DISCORD_WEBHOOK_URL}",
    `oncall: {type: pagerduty, routing_key: "\${file:pagerduty.key}", api_url: "${oncall.origin}"}`,
    `phone: {type: sms, ${account}, ${phones}, min_severity: critical}`,
    `wa: {type: whatsapp, ${account}, ${phones}, content_sid: ${sids}}`,
    `am: {type: alertmanager, url: "${am.origin}"}`,
    "script: {type: exec, command: [./notify.sh], env: [HOME]}",
    "own: {type: custom, module: ./my-channel.mjs, options: {room: etl}}",
  ];
  const vendors = { slack, bot, teams, hook, chat, oncall, twilio, am };
  return {
    names: lines.map((line) => line.slice(0, line.indexOf(":"))),
    yaml: `version: 1\nchannels:\n${lines.map((line) => `  ${line}\n`).join("")}`,
    env: {
      SMTP_PASSWORD: login.pass,
      SLACK_WEBHOOK_URL: slack.webhookUrl,
      SLACK_BOT_TOKEN: "xoxb-of-the-test",
      TEAMS_WEBHOOK_URL: teams.webhookUrl,
      HOOK_TOKEN: "hook-token-of-the-test",
      HOOK_SECRET: "hook-secret-of-the-test",
      DISCORD_WEBHOOK_URL: chat.webhookUrl,
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
    },
    vendors,
    smtp,
    behave: (behaviour) => {
      for (const vendor of Object.values(vendors)) vendor.behave(behaviour);
    },
    [Symbol.asyncDispose]: async () => {
      for (const server of [...Object.values(vendors), smtp]) await server[Symbol.asyncDispose]();
    },
  };
}
