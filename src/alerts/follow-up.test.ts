import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../test/alerts/memory-store.ts";
import { countingIds, failureSignal, handClock, noSecrets, sampleNotice } from "../../test/alerts/samples.ts";
import type { Channel } from "../channels/channel.ts";
import type { Recipient } from "../model/alert.ts";
import { type DeliveryOptions, deliverDue } from "./deliver.ts";
import { createEngine } from "./engine.ts";
import { followUp } from "./follow-up.ts";

const sent: Recipient[] = [
  { to: "+1", status: "accepted", statusCode: 201, error: null, vendorId: "SM1" },
  { to: "+2", status: "accepted", statusCode: 201, error: null, vendorId: "SM2" },
];

function setUp(parts: Partial<Channel>) {
  const clock = handClock(sampleNotice.createdAt);
  const store = createMemoryStore();
  const newId = countingIds();
  const channels = { hook: { send_resolved: true }, ops: { send_resolved: true } };
  const engine = createEngine({ settings: { channels }, clock, newId, redactor: noSecrets });
  const heard: string[] = [];
  const ops: Channel = {
    name: "ops",
    type: "recording",
    send: async ({ kind, title }) => {
      heard.push(`${kind} ${title}`);
      return { kind: "accepted", statusCode: 200, vendorId: null };
    },
  };
  const hook: Channel = {
    name: "hook",
    type: "sms",
    send: async () => ({ kind: "accepted", statusCode: 201, vendorId: "SM1", recipients: sent }),
    ...parts,
  };
  const options: DeliveryOptions = {
    store,
    channels: new Map([
      ["hook", hook],
      ["ops", ops],
    ]),
    engine,
    labels: {},
    clock,
    newId,
    random: () => 0.5,
    deadlineMs: 5_000,
    signal: new AbortController().signal,
  };
  return { store, engine, options, heard };
}

describe("what a vendor took", () => {
  const answering = (statuses: Recipient["status"][]): Partial<Channel> => ({
    confirm: async (recipients) =>
      recipients.map((one, at) => ({
        ...one,
        status: statuses[at] ?? "accepted",
        error: statuses[at] === "undelivered" ? "30005" : null,
      })),
  });

  it("counts as delivered once it is proved for all", async () => {
    const { store, options } = setUp(answering(["delivered", "delivered"]));
    await store.outbox.addAll([sampleNotice]);
    await deliverDue(options);
    expect(await followUp(options)).toMatchObject({ delivered: 1, undelivered: 0 });
    expect(store.allNotifications()[0]).toMatchObject({ status: "delivered" });
    expect(store.attemptsOf(sampleNotice.id)[0]?.recipients.map(({ status }) => status)).toEqual([
      "delivered",
      "delivered",
    ]);
  });

  it("stays accepted while nothing is proved", async () => {
    const { store, options } = setUp(answering(["accepted", "delivered"]));
    await store.outbox.addAll([sampleNotice]);
    await deliverDue(options);
    await followUp(options);
    expect(store.allNotifications()[0]).toMatchObject({ status: "accepted" });
  });

  it("and never delivered is told through another channel", async () => {
    const { store, options, heard } = setUp(answering(["delivered", "undelivered"]));
    await store.outbox.addAll([sampleNotice]);
    await deliverDue(options);
    await followUp(options);
    await deliverDue(options);
    expect(store.allNotifications()[0]).toMatchObject({
      status: "undelivered",
      reason: "never reached +2 (30005)",
    });
    expect(heard).toEqual(["firing Messages through hook do not arrive"]);
  });

  it("is asked for again where the vendor can't be asked", async () => {
    const { store, options } = setUp({ confirm: () => Promise.reject(new Error("away")) });
    await store.outbox.addAll([sampleNotice]);
    await deliverDue(options);
    expect(await followUp(options)).toEqual({ delivered: 0, undelivered: 0, refreshed: 0 });
    expect(store.allNotifications()[0]).toMatchObject({ status: "accepted" });
  });
});

describe("a system that forgets", () => {
  it("is told again what is still on, and not what is over", async () => {
    const said: string[][] = [];
    const { store, engine, options } = setUp({
      refresh: async (alerts) => {
        said.push(alerts.map(({ name }) => name));
        return { kind: "accepted", statusCode: 200, vendorId: null };
      },
    });
    const signal = (name: string, state: "firing" | "resolved" = "firing") =>
      failureSignal({ name, state, runId: null });
    await store.transaction((tx) => engine.process(tx, [signal("a"), signal("b")]));
    await deliverDue(options);
    await store.transaction((tx) => engine.process(tx, [signal("b", "resolved")]));
    expect(await followUp(options)).toMatchObject({ refreshed: 1 });
    expect(said).toEqual([["a"]]);
  });

  it("that throws is told by the next pass", async () => {
    const { store, engine, options } = setUp({ refresh: () => Promise.reject(new Error("away")) });
    await store.transaction((tx) => engine.process(tx, [failureSignal()]));
    await deliverDue(options);
    expect(await followUp(options)).toMatchObject({ refreshed: 0 });
  });
});

describe("a message about an alert that was told", () => {
  it("carries the first message's id, for its thread, and the recipients that are left", async () => {
    const calls: unknown[] = [];
    let answers = 0;
    const { store, engine, options } = setUp({
      send: async (_, { thread, recipients }) => {
        calls.push([thread, recipients]);
        answers += 1;
        const left: Recipient[] = [{ to: "+2", status: "failed", statusCode: 503, error: "busy" }];
        if (answers === 1) return { kind: "accepted", statusCode: 200, vendorId: "ts-1" };
        return { kind: "failed", statusCode: 503, error: "busy", retryAfterMs: null, recipients: left };
      },
    });
    const clock = options.clock as ReturnType<typeof handClock>;
    await store.transaction((tx) => engine.process(tx, [failureSignal({ at: clock.now() })]));
    await deliverDue(options);
    clock.move(60_000);
    await store.transaction((tx) =>
      engine.process(tx, [failureSignal({ state: "resolved", at: clock.now() })]),
    );
    await deliverDue(options);
    clock.move(60_000);
    await deliverDue(options);
    expect(calls).toEqual([
      [null, null],
      ["ts-1", null],
      ["ts-1", ["+2"]],
    ]);
  });
});
