import { afterEach, describe, expect, it } from "vitest";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { httpContract } from "../../../test/channels/http-contract.ts";
import { failedLoad, lateLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { answer } from "../../../test/fixtures/http/local-server.ts";
import { routingKey, startPagerduty } from "../../../test/fixtures/vendors/pagerduty.ts";
import type { Vendor } from "../../../test/fixtures/vendors/vendor-server.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { createPagerdutyChannel } from "./send.ts";
import { pagerdutySettings } from "./settings.ts";

const channelTo = (server: Vendor, effects: ChannelEffects, more: object = {}): Channel =>
  createPagerdutyChannel(
    "under-test",
    pagerdutySettings.parse({
      type: "pagerduty",
      routing_key: routingKey,
      api_url: `${server.origin}/`,
      ...more,
    }),
    effects,
  );

const servers: Vendor[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function pagerduty(): Promise<Vendor> {
  const server = await startPagerduty();
  servers.push(server);
  return server;
}

const eventsAt = (server: Vendor) => server.taken.map(({ body }) => JSON.parse(body));

httpContract("pagerduty", { start: startPagerduty, channelTo, success: 202, proof: true });

goldenPayloads("pagerduty", async (notification) => {
  const server = await pagerduty();
  const effects = testEffects({ externalUrl: "https://pitchpipe.example.com" });
  await channelTo(server, effects).send(notification, { signal: never });
  return pretty(eventsAt(server));
});

describe("PagerDuty", () => {
  it("knows an incident by the alert's id, from its beginning to its end", async () => {
    const server = await pagerduty();
    const channel = channelTo(server, testEffects());
    for (const kind of ["firing", "repeat", "acknowledged", "resolved"] as const)
      await channel.send(notificationOf(kind), { signal: never });
    expect(eventsAt(server).map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
      ["trigger", failedLoad.id],
      ["trigger", failedLoad.id],
      ["acknowledge", failedLoad.id],
      ["resolve", failedLoad.id],
    ]);
  });

  it("gets an incident for each alert that is told together with others", async () => {
    const server = await pagerduty();
    const alerts = [failedLoad, lateLoad, { ...lateLoad, id: "c", status: "resolved" as const }];
    await channelTo(server, testEffects()).send(notificationOf("digest", { alerts }), { signal: never });
    expect(
      eventsAt(server).map(({ event_action, dedup_key, payload }) => [
        event_action,
        dedup_key,
        payload?.severity,
      ]),
    ).toEqual([
      ["trigger", failedLoad.id, "error"],
      ["trigger", lateLoad.id, "critical"],
      ["resolve", "c", undefined],
    ]);
  });

  it.each(["recovered", "test"] as const)("keeps no incident open for a message of kind %s", async (kind) => {
    const server = await pagerduty();
    await channelTo(server, testEffects()).send(notificationOf(kind), { signal: never });
    expect(eventsAt(server).map(({ event_action }) => event_action)).toEqual(["trigger", "resolve"]);
    expect(eventsAt(server)[0].payload.severity).toBe("info");
  });

  it("keeps no incident open for a load that is told as a success", async () => {
    const server = await pagerduty();
    const alert = { ...failedLoad, type: "pipeline_success" as const, severity: "info" as const };
    await channelTo(server, testEffects()).send(notificationOf("firing", { alerts: [alert] }), {
      signal: never,
    });
    expect(eventsAt(server).map(({ event_action }) => event_action)).toEqual(["trigger", "resolve"]);
  });

  it("has not taken a group of which one was refused", async () => {
    const server = await pagerduty();
    let asked = 0;
    server.behave((response, request) => {
      asked += 1;
      const good = answer(202, { body: JSON.stringify({ status: "success" }) });
      (asked === 2 ? answer(503) : good)(response, request);
    });
    const alerts = [failedLoad, lateLoad, failedLoad];
    expect(
      await channelTo(server, testEffects()).send(notificationOf("firing", { alerts }), { signal: never }),
    ).toMatchObject({
      kind: "failed",
      statusCode: 503,
    });
    expect(asked).toBe(2);
  });

  it("is dead with a wrong key", async () => {
    const server = await pagerduty();
    const wrong = channelTo(server, testEffects(), { routing_key: "wrong" });
    expect(await wrong.send(notificationOf("firing"), { signal: never })).toMatchObject({
      kind: "dead",
      error: expect.stringContaining("Invalid routing key"),
    });
  });

  it("has no word for a message without an alert", async () => {
    const server = await pagerduty();
    expect(
      await channelTo(server, testEffects()).send(notificationOf("firing", { alerts: [] }), {
        signal: never,
      }),
    ).toMatchObject({
      kind: "dead",
    });
  });
});
