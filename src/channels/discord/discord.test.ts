import { afterEach, describe, expect, it } from "vitest";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { httpContract } from "../../../test/channels/http-contract.ts";
import { failedLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { answer } from "../../../test/fixtures/http/local-server.ts";
import { startDiscord } from "../../../test/fixtures/vendors/discord.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { escapeDiscord } from "./render.ts";
import { createDiscordChannel } from "./send.ts";
import { discordSettings } from "./settings.ts";

type Discord = Awaited<ReturnType<typeof startDiscord>>;

const channelTo = (server: Discord, effects: ChannelEffects, more: object = {}): Channel =>
  createDiscordChannel(
    "under-test",
    discordSettings.parse({ type: "discord", webhook_url: server.webhookUrl, ...more }),
    effects,
  );

const servers: Discord[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function discord(): Promise<Discord> {
  const server = await startDiscord();
  servers.push(server);
  return server;
}

httpContract("discord", { start: startDiscord, channelTo, success: 200, proof: true });

goldenPayloads("discord", async (notification) => {
  const server = await discord();
  const effects = testEffects({ externalUrl: "https://pitchpipe.example.com" });
  await channelTo(server, effects).send(notification, { signal: never });
  return pretty(JSON.parse(server.requests[0]?.body ?? ""));
});

describe("a Discord webhook", () => {
  it("is asked to wait until the message is kept, and gives its id", async () => {
    const server = await discord();
    expect(await channelTo(server, testEffects()).send(notificationOf("firing"), { signal: never })).toEqual({
      kind: "accepted",
      statusCode: 200,
      vendorId: "111222333",
    });
    expect(server.requests[0]?.path).toContain("wait=true");
  });

  it("keeps the thread that its URL names", async () => {
    const server = await discord();
    const webhook_url = `${server.webhookUrl}?thread_id=42`;
    await channelTo(server, testEffects(), { webhook_url }).send(notificationOf("firing"), { signal: never });
    expect(server.requests[0]?.path).toMatch(/\?thread_id=42&wait=true$/);
  });

  it("may answer 204 all the same", async () => {
    const server = await discord();
    server.behave(answer(204));
    expect(
      await channelTo(server, testEffects()).send(notificationOf("firing"), { signal: never }),
    ).toMatchObject({
      kind: "accepted",
      statusCode: 204,
      vendorId: null,
    });
  });

  it.each([
    ["seconds with a fraction", { retry_after: 64.57, global: false }, {}, 64_570],
    ["the longer of body and header", { retry_after: 2 }, { "retry-after": "5" }, 5_000],
    ["milliseconds, as its old versions", { retry_after: 498 }, { "x-ratelimit-reset-after": "0.498" }, 498],
    [
      "seconds beside the same in a header",
      { retry_after: 498 },
      { "x-ratelimit-reset-after": "498" },
      498_000,
    ],
    ["nothing", { message: "slow down" }, {}, null],
    ["nonsense", { retry_after: "soon" }, {}, null],
  ])("asks for %s with 429", async (_, body, headers, retryAfterMs) => {
    const server = await discord();
    server.behave(answer(429, { body: JSON.stringify(body), headers: headers as Record<string, string> }));
    expect(
      await channelTo(server, testEffects()).send(notificationOf("firing"), { signal: never }),
    ).toMatchObject({
      kind: "failed",
      statusCode: 429,
      retryAfterMs,
    });
  });

  it.each(hostileNames)("shows a stream called %j and pings nobody", async (stream) => {
    const server = await discord();
    const alert = { ...failedLoad, title: stream, message: stream, labels: { ...failedLoad.labels, stream } };
    await channelTo(server, testEffects()).send(
      notificationOf("firing", { title: stream, alerts: [alert] }),
      {
        signal: never,
      },
    );
    expect(server.refused).toEqual([]);
    const [embed] = JSON.parse(server.requests[0]?.body ?? "").embeds;
    for (const text of [embed.title, embed.description]) expect(text).not.toMatch(/(?<!\\)[<@]/);
  });

  it("escapes what Discord reads as Markdown, mention or link", () => {
    expect(escapeDiscord("*a* _b_ `c` <@1> [d](e) \\")).toBe(
      "\\*a\\* \\_b\\_ \\`c\\` \\<\\@1\\> \\[d\\]\\(e\\) \\\\",
    );
  });
});
