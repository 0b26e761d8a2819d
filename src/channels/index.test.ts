import { describe, expect, it } from "vitest";
import { testEffects } from "../../test/channels/effects.ts";
import { createChannel, leadsTo } from "./index.ts";
import { channelSettings, channelsSettings } from "./settings.ts";

const twilio = { account_sid: "AC1", auth_token: "t0ken", from: "+14155238886", to: ["+5511999999999"] };

/** Settings of every type, and where they lead to; every secret in them holds `t0ken`. */
const every: readonly (readonly [{ readonly type: string; readonly [key: string]: unknown }, string])[] = [
  [{ type: "log", path: "/var/log/alerts.jsonl" }, "/var/log/alerts.jsonl"],
  [
    {
      type: "email",
      host: "smtp.example.com",
      from: "a@example.com",
      to: ["b@example.com"],
      username: "u",
      password: "t0ken",
    },
    "b@example.com by smtp.example.com",
  ],
  [{ type: "slack", webhook_url: "https://hooks.slack.com/services/t0ken" }, "https://hooks.slack.com"],
  [{ type: "slack", bot_token: "t0ken", channel: "C1" }, "C1 at https://slack.com"],
  [{ type: "teams", webhook_url: "https://a.example.com/?sig=t0ken" }, "https://a.example.com"],
  [{ type: "webhook", url: "https://ana:t0ken@b.example.com/t0ken" }, "https://b.example.com"],
  [{ type: "discord", webhook_url: "https://discord.com/api/webhooks/1/t0ken" }, "https://discord.com"],
  [{ type: "pagerduty", routing_key: "t0ken" }, "https://events.pagerduty.com"],
  [{ type: "sms", ...twilio }, "+5511999999999"],
  [{ type: "whatsapp", ...twilio }, "+5511999999999"],
  [{ type: "alertmanager", url: "http://ana:t0ken@am.example.com:9093" }, "http://am.example.com:9093"],
  [{ type: "exec", command: ["./notify.sh", "--key", "t0ken"] }, "./notify.sh"],
  [{ type: "custom", module: "./own.mjs", options: { key: "t0ken" } }, "./own.mjs"],
];

describe("every type of channel", () => {
  it.each(every)("%j is made, and leads to %s", (written, target) => {
    const settings = channelSettings.parse(written);
    expect(createChannel("a", settings, testEffects())).toMatchObject({ name: "a", type: written.type });
    expect(leadsTo(settings)).toBe(target);
    expect(leadsTo(settings)).not.toContain("t0ken");
  });

  it("is in this list", () => {
    const types = channelSettings.options.map(({ shape }) => shape.type.value);
    expect(new Set(every.map(([{ type }]) => type))).toEqual(new Set(types));
  });

  it.each(["", "a b", "../a", "-a", "a".repeat(65)])("is not called %j", (name) => {
    expect(channelsSettings.safeParse({ [name]: { type: "log", path: "a" } }).success).toBe(false);
  });
});
