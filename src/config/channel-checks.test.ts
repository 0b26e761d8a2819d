// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written so
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "./load.ts";
import { settingsNode } from "./schema.ts";
import { shownSettings } from "./shown-settings.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-config-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function load(channels: string, env: Record<string, string> = {}) {
  const text = `version: 1\nchannels:\n${channels.trim().replace(/^\s*/gm, "  ")}\n`;
  writeFileSync(join(root, "pitchpipe.yml"), text);
  return loadConfig({
    root,
    sysDir: join(root, ".meltano"),
    env,
    environment: null,
    job: null,
    overrides: {},
  });
}

const env = {
  SMTP_PASSWORD: "p4ssword-of-the-test",
  SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T/B/X",
  SLACK_BOT_TOKEN: "xoxb-1",
  TEAMS_WEBHOOK_URL: "https://prod.westeurope.logic.azure.com/workflows/1?sig=x",
  HOOK_TOKEN: "hook-token",
  HOOK_SECRET: "hook-secret",
  DISCORD_WEBHOOK_URL: "https://discord.com/api/webhooks/1/x",
  TWILIO_ACCOUNT_SID: "AC1",
  TWILIO_AUTH_TOKEN: "twilio-token",
};

it("the channels of the design load exactly as they are written", () => {
  const { settings, problems, misconfigured, secrets } = load(
    `
    log:     {type: log, path: logs/alerts.jsonl, format: json}
    mail:    {type: email, host: smtp.example.com, port: 587, tls: starttls, username: etl, password: $SMTP_PASSWORD, from: etl@example.com, to: [ops@example.com]}
    ops:     {type: slack, webhook_url: $SLACK_WEBHOOK_URL, channel: "#data-ops", min_severity: warning, send_resolved: true, limits: {window: 5m, max_per_window: 10}}
    bot:     {type: slack, bot_token: $SLACK_BOT_TOKEN, channel: C0123456789}
    teams:   {type: teams, webhook_url: $TEAMS_WEBHOOK_URL}
    hook:    {type: webhook, url: "https://monitoring.example.com/alerts", token: $HOOK_TOKEN, hmac_secret: $HOOK_SECRET, headers: {X-Team: data}}
    chat:    {type: discord, webhook_url: $DISCORD_WEBHOOK_URL}
    oncall:  {type: pagerduty, routing_key: "\${file:/run/secrets/no-such-secret/pagerduty}"}
    phone:   {type: sms, account_sid: $TWILIO_ACCOUNT_SID, auth_token: $TWILIO_AUTH_TOKEN, from: "+14155238886", to: ["+5511999999999"], min_severity: critical}
    wa:      {type: whatsapp, account_sid: $TWILIO_ACCOUNT_SID, auth_token: $TWILIO_AUTH_TOKEN, from: "+14155238886", to: ["+5511999999999"], content_sid: {firing: HX0123456789abcdef0123456789abcdef, resolved: HXfedcba9876543210fedcba9876543210}}
    am:      {type: alertmanager, url: "http://alertmanager.example.com:9093"}
    script:  {type: exec, command: [./notify.sh], env: [HOME]}
    own:     {type: custom, module: ./my-channel.mjs, options: {room: etl}}
    `,
    env,
  );
  expect(problems.map(({ path, severity }) => [path, severity])).toEqual([
    ["channels.oncall.routing_key", "warning"],
  ]);
  expect(misconfigured.map(({ name }) => name)).toEqual(["oncall"]);
  expect(Object.keys(settings.channels)).toEqual([
    "log",
    "mail",
    "ops",
    "bot",
    "teams",
    "hook",
    "chat",
    "phone",
    "wa",
    "am",
    "script",
    "own",
  ]);
  const { TWILIO_ACCOUNT_SID: _, ...secret } = env;
  for (const value of Object.values(secret)) expect(secrets).toContain(value);
});

it.each([
  ["a: {type: slack}", "channels.a.webhook_url", "bot_token with channel"],
  [
    "a: {type: slack, webhook_url: 'https://a.example.com', bot_token: x, channel: C}",
    "channels.a.bot_token",
    "take one of the two out",
  ],
  ["a: {type: slack, bot_token: x}", "channels.a.channel", "a bot has no channel of its own"],
  ["a: {type: email, host: h, from: a@example.com}", "channels.a.to", "missing"],
  ["a: {type: email, host: h, from: a@example.com, to: []}", "channels.a.to", "must not be empty"],
  [
    "a: {type: email, host: h, from: a@example.com, to: [b@example.com], username: u}",
    "channels.a.username",
    "both or neither",
  ],
  [
    "a: {type: sms, account_sid: A, auth_token: t, from: '+14155238886', to: ['011 99999']}",
    "channels.a.to[0]",
    "country code",
  ],
  ["a: {type: custom, module: my-channel.ts}", "channels.a.module", ".mjs or .js"],
  ["a: {type: exec, command: ./notify.sh}", "channels.a.command", "a list"],
])("%s is one error, at its place", (channels, path, message) => {
  const { problems } = load(channels);
  expect(problems).toMatchObject([{ path, severity: "error", line: 3 }]);
  expect(`${problems[0]?.message} ${problems[0]?.hint}`).toContain(message);
});

const whatsapp =
  "type: whatsapp, account_sid: A, auth_token: t, from: '+14155238886', to: ['+5511999999999']";

it.each([
  [`a: {${whatsapp}}`, "channels.a.content_sid names no template for firing and resolved."],
  [
    `a: {${whatsapp}, content_sid: {firing: HX0123456789abcdef0123456789abcdef}}`,
    "channels.a.content_sid names no template for resolved.",
  ],
  [
    "a: {type: email, host: h, from: a@example.com, to: [b@example.com], port: 465}",
    "channels.a.tls is starttls on port 465.",
  ],
  [
    "a: {type: email, host: h, from: a@example.com, to: [b@example.com], port: 587, tls: implicit}",
    "channels.a.tls is implicit on port 587.",
  ],
])("%s is a warning, and the channel is used", (channels, message) => {
  const { problems, settings } = load(channels);
  expect(problems).toMatchObject([{ severity: "warning", message, line: 3 }]);
  expect(Object.keys(settings.channels)).toEqual(["a"]);
});

it("references at the top of a custom channel's options are resolved", () => {
  const yaml =
    "a: {type: custom, module: a.mjs, options: {key: $MY_KEY, room: daily-load, deep: {list: [1, x]}}}";
  const { settings, secrets } = load(yaml, { MY_KEY: "t0ken-of-mine" });
  expect(settings.channels["a"]).toMatchObject({
    options: { key: "t0ken-of-mine", room: "daily-load", deep: { list: [1, "x"] } },
  });
  // What is no secret must not be masked in every message.
  expect(secrets).not.toContain("daily-load");
  expect(secrets).toContain("t0ken-of-mine");
});

it("takes of a webhook's headers only what looks like a secret for one: others stand in messages too", () => {
  const yaml =
    "hook: {type: webhook, url: 'https://h.example.com/', headers: {X-Team: data-team, X-Kept: $KEPT_ELSEWHERE, X-Auth: hunter2, X-Id: 9f86d081884c7d659a2feaa0c55ad015}}";
  const { settings, secrets, written } = load(yaml, { KEPT_ELSEWHERE: "plain-looking" });
  expect(settings.channels["hook"]).toMatchObject({ headers: { "X-Team": "data-team" } });
  expect(secrets).toEqual(
    expect.arrayContaining(["plain-looking", "hunter2", "9f86d081884c7d659a2feaa0c55ad015"]),
  );
  expect(secrets).not.toContain("data-team");
  const shown = JSON.stringify(shownSettings(settingsNode, written).value);
  expect(shown).toContain('"X-Team":"data-team","X-Kept":"$KEPT_ELSEWHERE","X-Auth":"***","X-Id":"***"');
});
