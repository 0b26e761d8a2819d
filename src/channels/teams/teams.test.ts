import { afterEach, describe, expect, it } from "vitest";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { httpContract } from "../../../test/channels/http-contract.ts";
import { failedLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { answer } from "../../../test/fixtures/http/local-server.ts";
import { startTeams } from "../../../test/fixtures/vendors/teams.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { createTeamsChannel } from "./send.ts";
import { teamsSettings } from "./settings.ts";

type Teams = Awaited<ReturnType<typeof startTeams>>;

const channelTo = (server: Teams, effects: ChannelEffects, more: object = {}): Channel =>
  createTeamsChannel(
    "under-test",
    teamsSettings.parse({ type: "teams", webhook_url: server.webhookUrl, ...more }),
    effects,
  );

const servers: Teams[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function teams(mostBytes?: number): Promise<Teams> {
  const server = await startTeams(mostBytes);
  servers.push(server);
  return server;
}

httpContract("teams", { start: () => startTeams(), channelTo, success: 202, proof: false });

goldenPayloads("teams", async (notification) => {
  const server = await teams();
  const effects = testEffects({ externalUrl: "https://pitchpipe.example.com" });
  await channelTo(server, effects).send(notification, { signal: never });
  return pretty(JSON.parse(server.requests[0]?.body ?? ""));
});

describe("a Teams workflow", () => {
  const long = notificationOf("firing", {
    alerts: [
      { ...failedLoad, recommendations: Array.from({ length: 400 }, (_, at) => `step ${at} of many`) },
    ],
  });

  it("gets a card that fits, with the cause whole", async () => {
    const server = await teams();
    expect(await channelTo(server, testEffects()).send(long, { signal: never })).toMatchObject({
      kind: "accepted",
    });
    expect(server.requests[0]?.body).toContain("401 Unauthorized from the API");
  });

  it("that finds the card too large gets a smaller one, once", async () => {
    const server = await teams(16_000);
    expect(await channelTo(server, testEffects()).send(long, { signal: never })).toMatchObject({
      kind: "accepted",
    });
    expect(server.requests).toHaveLength(2);
    server.behave(answer(413));
    expect(await channelTo(server, testEffects()).send(long, { signal: never })).toMatchObject({
      kind: "dead",
    });
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ["1", "accepted"],
    [
      "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429",
      "failed",
    ],
    ["Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 404", "dead"],
    ["", "dead"],
  ])("or an old connector that answers 200 with %j: %s", async (body, kind) => {
    const server = await teams();
    server.behave(answer(200, { body }));
    expect(await channelTo(server, testEffects()).send(long, { signal: never })).toMatchObject({ kind });
  });

  it.each(hostileNames)("shows a stream called %j as it is, in a plain run", async (stream) => {
    const server = await teams();
    const alert = { ...failedLoad, title: stream, message: stream, labels: { ...failedLoad.labels, stream } };
    await channelTo(server, testEffects()).send(
      notificationOf("firing", { title: stream, alerts: [alert] }),
      {
        signal: never,
      },
    );
    expect(server.refused).toEqual([]);
    const types = [...(server.requests[0]?.body ?? "").matchAll(/"type":"(\w+)"/g)].map(([, type]) => type);
    expect(new Set(types)).toEqual(new Set(["message", "AdaptiveCard", "RichTextBlock", "TextRun"]));
    expect(server.requests[0]?.body).not.toContain('"entities"');
  });
});
