import { afterEach, describe, expect, it } from "vitest";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { httpContract } from "../../../test/channels/http-contract.ts";
import { failedLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { answer } from "../../../test/fixtures/http/local-server.ts";
import { startSlackApi, startSlackWebhook } from "../../../test/fixtures/vendors/slack.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { createSlackChannel } from "./send.ts";
import { slackSettings } from "./settings.ts";

type Webhook = Awaited<ReturnType<typeof startSlackWebhook>>;
type Api = Awaited<ReturnType<typeof startSlackApi>>;

const toWebhook = (server: Webhook, effects: ChannelEffects, more: object = {}): Channel =>
  createSlackChannel(
    "under-test",
    slackSettings.parse({ type: "slack", webhook_url: server.webhookUrl, ...more }),
    effects,
  );
const toApi = (server: Api, effects: ChannelEffects, more: object = {}): Channel =>
  createSlackChannel(
    "under-test",
    slackSettings.parse({
      type: "slack",
      bot_token: "xoxb-of-the-test",
      channel: "C0123456789",
      api_url: server.apiUrl,
      ...more,
    }),
    effects,
  );

const servers: (Webhook | Api)[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function webhook(): Promise<Webhook> {
  const server = await startSlackWebhook();
  servers.push(server);
  return server;
}

async function api(): Promise<Api> {
  const server = await startSlackApi();
  servers.push(server);
  return server;
}

const bodyOf = (server: Webhook | Api, at = 0) => JSON.parse(server.requests[at]?.body ?? "");

httpContract("slack", { start: startSlackWebhook, channelTo: toWebhook, success: 200, proof: true });
httpContract("slack", { start: () => startSlackApi(), channelTo: toApi, success: 200, proof: true });

goldenPayloads("slack", async (notification) => {
  const server = await webhook();
  await toWebhook(server, testEffects({ externalUrl: "https://pitchpipe.example.com" })).send(notification, {
    signal: never,
  });
  return pretty(bodyOf(server));
});

goldenPayloads("slack-bot", async (notification) => {
  const server = await api();
  await toApi(server, testEffects()).send(notification, { signal: never });
  return pretty(bodyOf(server));
});

describe("a Slack webhook", () => {
  it.each([
    ["rate_limited", "failed"],
    ["rollup_error", "failed"],
    ["no_service", "dead"],
    ["invalid_token", "dead"],
    ["", "dead"],
    ["okay", "dead"],
  ])("that answers 200 with %j has not taken it: %s", async (body, kind) => {
    const server = await webhook();
    server.behave(answer(200, { body, headers: { "content-type": "text/html" } }));
    expect(
      await toWebhook(server, testEffects()).send(notificationOf("firing"), { signal: never }),
    ).toMatchObject({
      kind,
      statusCode: 200,
      error: expect.stringContaining("not ok"),
    });
  });

  it("is asked for another channel where one is set", async () => {
    const server = await webhook();
    await toWebhook(server, testEffects(), { channel: "#data-ops" }).send(notificationOf("firing"), {
      signal: never,
    });
    expect(bodyOf(server)).toHaveProperty("channel", "#data-ops");
  });

  it.each(hostileNames)("shows a stream called %j and does nothing else", async (stream) => {
    const server = await webhook();
    const alert = { ...failedLoad, title: stream, message: stream, labels: { ...failedLoad.labels, stream } };
    await toWebhook(server, testEffects()).send(
      notificationOf("firing", { title: stream, alerts: [alert] }),
      {
        signal: never,
      },
    );
    expect(server.refused).toEqual([]);
    expect(server.requests[0]?.body).not.toMatch(/<[^ ]/);
    expect(server.requests[0]?.body).not.toContain("\\u001b");
    expect(server.requests[0]?.body).not.toContain("\u202e");
  });
});

describe("a Slack bot", () => {
  it("gives the message's ts, and answers in its thread", async () => {
    const server = await api();
    const channel = toApi(server, testEffects());
    const first = await channel.send(notificationOf("firing"), { signal: never });
    expect(first).toMatchObject({ kind: "accepted", vendorId: "1700000000.000001" });
    await channel.send(notificationOf("resolved"), { signal: never, thread: "1700000000.000001" });
    expect(bodyOf(server, 1)).toMatchObject({ channel: "C0123456789", thread_ts: "1700000000.000001" });
    expect(bodyOf(server, 1)).not.toHaveProperty("reply_broadcast");
    await channel.send(notificationOf("escalation"), { signal: never, thread: "1700000000.000001" });
    expect(bodyOf(server, 2)).toHaveProperty("reply_broadcast", true);
  });

  it("posts anew where the first message is gone", async () => {
    const server = await api();
    const result = await toApi(server, testEffects()).send(notificationOf("resolved"), {
      signal: never,
      thread: "1.2",
    });
    expect(result).toMatchObject({ kind: "accepted" });
    expect(bodyOf(server, 1)).not.toHaveProperty("thread_ts");
  });

  it.each([
    ["ratelimited", "failed"],
    ["internal_error", "failed"],
    ["service_unavailable", "failed"],
    ["channel_not_found", "dead"],
    ["is_archived", "dead"],
    ["invalid_auth", "dead"],
    ["something_new", "dead"],
  ])("that is answered ok: false with %s is %s", async (error, kind) => {
    const server = await api();
    server.behave(
      answer(200, { body: JSON.stringify({ ok: false, error }), headers: { "retry-after": "30" } }),
    );
    const result = await toApi(server, testEffects()).send(notificationOf("firing"), { signal: never });
    expect(result).toMatchObject({ kind, statusCode: 200, error: expect.stringContaining(error) });
    if (kind === "failed") expect(result).toHaveProperty("retryAfterMs", 30_000);
  });

  it("is dead with a wrong token, and its reason doesn't hold it", async () => {
    const server = await api();
    const result = await toApi(server, testEffects(), { bot_token: "xoxb-wrong-token" }).send(
      notificationOf("firing"),
      {
        signal: never,
      },
    );
    expect(result).toMatchObject({ kind: "dead", error: "answered ok: false, invalid_auth" });
  });
});

describe("the settings of Slack", () => {
  it.each([
    [{}, "webhook_url"],
    [
      { webhook_url: "https://hooks.slack.com/services/T/B/X", bot_token: "xoxb-1", channel: "C1" },
      "bot_token",
    ],
    [{ bot_token: "xoxb-1" }, "channel"],
    [{ webhook_url: "hooks.slack.com" }, "webhook_url"],
    [{ bot_token: "xoxb 1", channel: "C1" }, "bot_token"],
  ])("refuse %j at %s", (settings, path) => {
    const parsed = slackSettings.safeParse({ type: "slack", ...settings });
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });
});
