import { afterEach, describe, expect, it } from "vitest";
import { handClock } from "../../../test/alerts/samples.ts";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { httpContract } from "../../../test/channels/http-contract.ts";
import { failedLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { startAlertmanager } from "../../../test/fixtures/vendors/alertmanager.ts";
import type { Vendor } from "../../../test/fixtures/vendors/vendor-server.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { createAlertmanagerChannel } from "./send.ts";
import { alertmanagerSettings } from "./settings.ts";

const channelTo = (server: Vendor, effects: ChannelEffects, more: object = {}): Channel =>
  createAlertmanagerChannel(
    "under-test",
    alertmanagerSettings.parse({ type: "alertmanager", url: `${server.origin}/`, ...more }),
    effects,
  );

const servers: Vendor[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function alertmanager(): Promise<Vendor> {
  const server = await startAlertmanager();
  servers.push(server);
  return server;
}

const toldTo = (server: Vendor, at = 0) => JSON.parse(server.taken[at]?.body ?? "[]");
const now = Date.UTC(2026, 2, 1, 7);

httpContract("alertmanager", { start: startAlertmanager, channelTo, success: 200, proof: false });

goldenPayloads("alertmanager", async (notification) => {
  const server = await alertmanager();
  const effects = testEffects({ externalUrl: "https://pitchpipe.example.com", clock: handClock(now) });
  await channelTo(server, effects).send(notification, { signal: never });
  return pretty(toldTo(server));
});

describe("Alertmanager", () => {
  it("takes an open alert as over only when two ticks in a row stayed away", async () => {
    const server = await alertmanager();
    const clock = handClock(now);
    const channel = channelTo(server, testEffects({ clock }), { tick_gap: "10m" });
    await channel.send(notificationOf("firing"), { signal: never });
    clock.move(600_000);
    expect(await channel.refresh?.([failedLoad], { signal: never })).toMatchObject({ kind: "accepted" });
    expect([toldTo(server)[0].endsAt, toldTo(server, 1)[0].endsAt]).toEqual([
      "2026-03-01T07:20:00.000Z",
      "2026-03-01T07:30:00.000Z",
    ]);
    expect(toldTo(server, 1)[0].labels).toEqual(toldTo(server)[0].labels);
  });

  it("is told the end when it was", async () => {
    const server = await alertmanager();
    await channelTo(server, testEffects({ clock: handClock(now) })).send(notificationOf("resolved"), {
      signal: never,
    });
    expect(toldTo(server)[0]).toMatchObject({
      startsAt: "2026-03-01T06:30:00.000Z",
      endsAt: "2026-03-01T07:00:00.000Z",
    });
  });

  it("is asked nothing where there is nothing to say again", async () => {
    const server = await alertmanager();
    expect(await channelTo(server, testEffects()).refresh?.([], { signal: never })).toMatchObject({
      kind: "accepted",
    });
    expect(server.requests).toEqual([]);
  });

  it("gets annotations whose names it takes: it refuses an alert for one that it does not", async () => {
    const server = await alertmanager();
    const annotations = { "dash-board.url": "https://d.example.com", "2nd": "b", owner: "wms-team" };
    await channelTo(server, testEffects()).send(
      notificationOf("firing", { alerts: [{ ...failedLoad, annotations }] }),
      { signal: never },
    );
    expect(toldTo(server)[0].annotations).toMatchObject({
      dash_board_url: "https://d.example.com",
      _2nd: "b",
      owner: "wms-team",
    });
    for (const name of Object.keys(toldTo(server)[0].annotations)) expect(name).toMatch(/^[A-Za-z_]\w*$/);
  });

  it("gets labels whose names it takes, and none that is empty", async () => {
    const server = await alertmanager();
    const labels = { "1st-label": "a", täst: "b", job: "", severity: "mine" };
    await channelTo(server, testEffects()).send(
      notificationOf("firing", { alerts: [{ ...failedLoad, labels }] }),
      {
        signal: never,
      },
    );
    expect(toldTo(server)[0].labels).toEqual({
      _1st_label: "a",
      t_st: "b",
      alertname: "pipeline_failure",
      type: "pipeline_failure",
      category: "application",
      severity: "error",
    });
  });

  it("is told with the token where one is set", async () => {
    const server = await alertmanager();
    await channelTo(server, testEffects(), { token: "t0ken-of-mine" }).send(notificationOf("firing"), {
      signal: never,
    });
    expect(server.requests[0]?.headers).toHaveProperty("authorization", "Bearer t0ken-of-mine");
  });
});
