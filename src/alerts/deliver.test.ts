import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../test/alerts/memory-store.ts";
import { countingIds, handClock, noSecrets, sampleNotice } from "../../test/alerts/samples.ts";
import { down, gone, startScore, up } from "../../test/alerts/score.ts";
import type { Channel, DeliveryResult } from "../channels/channel.ts";
import { retryDelayMs } from "./backoff.ts";
import { claimMarginMs, type DeliveryOptions, deliverDue } from "./deliver.ts";
import { createEngine } from "./engine.ts";

const clock = handClock(sampleNotice.createdAt);

function channelThat(send: Channel["send"]): ReadonlyMap<string, Channel> {
  return new Map([["hook", { name: "hook", type: "recording", send }]]);
}

function optionsFor(
  parts: Partial<DeliveryOptions> & Pick<DeliveryOptions, "store" | "channels">,
): DeliveryOptions {
  const newId = countingIds();
  const settings = { channels: { hook: { send_resolved: true } } };
  return {
    engine: createEngine({ settings, clock, newId, redactor: noSecrets }),
    labels: {},
    clock,
    newId,
    random: () => 0.5,
    deadlineMs: 5_000,
    signal: new AbortController().signal,
    ...parts,
  };
}

describe("a try to deliver", () => {
  it("is written down before and after", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    const before: unknown[] = [];
    const channels = channelThat(async ({ id }) => {
      before.push(...store.attemptsOf(id));
      return { kind: "accepted", statusCode: 202, vendorId: "vendor-7" };
    });
    expect(await deliverDue(optionsFor({ store, channels }))).toEqual({
      accepted: 1,
      failed: 0,
      dead: 0,
      putBack: 0,
    });
    expect(before).toMatchObject([{ number: 1, endedAt: null, statusCode: null }]);
    expect(store.attemptsOf(sampleNotice.id)).toMatchObject([
      { number: 1, endedAt: clock.now(), statusCode: 202, error: null, vendorId: "vendor-7" },
    ]);
    expect(store.allNotifications()).toMatchObject([{ status: "accepted", dueAt: null }]);
  });

  it("counts as failed where the channel throws against its contract", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    const channels = channelThat(() => Promise.reject(new Error("oops")));
    await deliverDue(optionsFor({ store, channels }));
    expect(store.attemptsOf(sampleNotice.id)).toMatchObject([{ error: "a fault of the channel: oops" }]);
    expect(store.allNotifications()).toMatchObject([{ status: "failed" }]);
  });

  it("fails for now where the channel can't be used with these settings", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    await deliverDue(optionsFor({ store, channels: new Map() }));
    expect(store.allNotifications()).toMatchObject([{ status: "failed" }]);
    expect(store.attemptsOf(sampleNotice.id)[0]?.error).toContain("no channel named hook");
  });

  it("is given up at the pass's deadline, with its result unknown, and what was not begun is put back", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    await store.outbox.addAll([{ ...sampleNotice, id: "second", createdAt: sampleNotice.createdAt + 1 }]);
    const channels = channelThat(() => new Promise(() => undefined));
    const counts = await deliverDue(optionsFor({ store, channels, deadlineMs: 100 }));
    expect(counts).toEqual({ accepted: 0, failed: 1, dead: 0, putBack: 1 });
    expect(store.attemptsOf(sampleNotice.id)).toMatchObject([
      { endedAt: clock.now(), statusCode: null, error: "the pass ended before an answer came" },
    ]);
    expect(store.allNotifications()[1]).toMatchObject({ status: "pending" });
  });

  it("is taken over, with the same key, where a process died under it", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    const dead = { now: clock.now(), limit: 10, holder: "dead", until: clock.now() + claimMarginMs };
    await store.outbox.claimDue(dead);
    const keys: string[] = [];
    const channels = channelThat(async ({ id }) => {
      keys.push(id);
      return up;
    });
    await deliverDue(optionsFor({ store, channels }));
    expect(keys).toEqual([]);
    clock.move(claimMarginMs);
    await deliverDue(optionsFor({ store, channels }));
    expect(keys).toEqual([sampleNotice.id]);
  });

  it("is not begun where the claim ran out while the pass slept", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    const sleepy = {
      ...store.outbox,
      claimDue: async (claim: Parameters<typeof store.outbox.claimDue>[0]) => {
        const claimed = await store.outbox.claimDue(claim);
        clock.move(3_600_000);
        return claimed;
      },
    };
    let sent = 0;
    const channels = channelThat(async () => {
      sent += 1;
      return up;
    });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    await deliverDue(optionsFor({ store: { ...store, outbox: sleepy }, channels, signal: stop.signal }));
    expect(sent).toBe(0);
  });

  it("raises what the store raises, after the other tries came to their end", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    await store.outbox.addAll([{ ...sampleNotice, id: "other", channel: "chat" }]);
    let calls = 0;
    const transaction: typeof store.transaction = (work) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error("locked")) : store.transaction(work);
    };
    const channels = new Map([
      ...channelThat(async () => up),
      ...[...channelThat(async () => up)].map(([, channel]) => ["chat", channel] as const),
    ]);
    await expect(deliverDue(optionsFor({ store: { ...store, transaction }, channels }))).rejects.toThrow(
      "locked",
    );
    expect(store.allNotifications()[1]).toMatchObject({ id: "other", status: "accepted" });
  });
});

describe("after a failed try", () => {
  it("comes the next one after a growing, random wait", async () => {
    const score = startScore();
    score.answers("hook", down);
    await score.fire();
    await score.deliver();
    expect(score.store.allNotifications()).toMatchObject([
      { status: "failed", dueAt: score.clock.now() + 2_500, reason: "first notification" },
    ]);
    score.answers("hook", up);
    expect(await score.deliver()).toMatchObject({ accepted: 0 });
    score.clock.move(2_500);
    expect(await score.deliver()).toMatchObject({ accepted: 1 });
    expect(
      score.store.attemptsOf(score.store.allNotifications()[0]?.id ?? "").map(({ number }) => number),
    ).toEqual([1, 2]);
  });

  it.each([
    [1, null, 0, 1_000],
    [1, null, 0.999, 4_995],
    [4, null, 0.5, 20_000],
    [30, null, 0.5, 450_000],
    [1, 120_000, 0.5, 120_000],
    [30, 1_000, 0.5, 450_000],
  ])("number %i with Retry-After %s and chance %f waits %i ms", (tries, retryAfter, random, expected) => {
    expect(retryDelayMs(tries, retryAfter, random)).toBe(expected);
  });

  it("waits as long as the other side asks", async () => {
    const score = startScore();
    score.answers("hook", { ...down, statusCode: 429, retryAfterMs: 3_600_000 } as DeliveryResult);
    await score.fire();
    await score.deliver();
    expect(score.store.allNotifications()).toMatchObject([{ dueAt: score.clock.now() + 3_600_000 }]);
  });

  it("is given up after three days, with one last try then, however long the other side asks to wait", async () => {
    const score = startScore();
    score.answers("hook", { ...down, retryAfterMs: 30 * 24 * 3_600_000 } as DeliveryResult);
    await score.fire();
    await score.deliver();
    score.wait(3 * 24 * 60);
    await score.deliver();
    expect(score.store.allNotifications()[0]).toMatchObject({
      status: "dead",
      reason: "given up after three days: answered 503",
      dueAt: null,
    });
  });

  it("comes none where the other side refuses for good", async () => {
    const score = startScore();
    score.answers("hook", gone);
    await score.fire();
    await score.deliver();
    expect(score.store.allNotifications()).toMatchObject([
      { status: "dead", reason: "answered 404", dueAt: null },
    ]);
  });
});

describe("the order of notifications", () => {
  const later = {
    ...sampleNotice,
    id: "later",
    kind: "resolved",
    createdAt: sampleNotice.createdAt + 1,
  } as const;

  it("is kept per alert and channel while an earlier one still fails", async () => {
    const store = createMemoryStore();
    const failed = { ...sampleNotice, status: "failed", dueAt: clock.now() + 60_000 } as const;
    await store.outbox.addAll([failed]);
    await store.outbox.addAll([later]);
    const channels = channelThat(async () => up);
    expect(await deliverDue(optionsFor({ store, channels }))).toMatchObject({ accepted: 0, putBack: 1 });
    expect(store.allNotifications()[1]).toMatchObject({ status: "pending", dueAt: clock.now() + 60_000 });
  });

  it("waits for a try under way of one that was withdrawn, and keeps it told where it arrives all the same", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    const heard: string[] = [];
    const channels = channelThat(async ({ id }) => {
      if (id === sampleNotice.id) {
        await store.outbox.settle(id, { status: "suppressed", reason: "it was over before", dueAt: null });
        await store.outbox.addAll([later]);
        const second = await deliverDue(optionsFor({ store, channels }));
        expect(second).toMatchObject({ accepted: 0, putBack: 1 });
      }
      heard.push(id);
      return up;
    });
    await deliverDue(optionsFor({ store, channels }));
    clock.move(1_000);
    await deliverDue(optionsFor({ store, channels }));
    expect(heard).toEqual([sampleNotice.id, "later"]);
    expect(store.allNotifications()[0]).toMatchObject({ status: "accepted" });
  });

  it("lets a withdrawn one stay withdrawn where its try fails", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    const channels = channelThat(async ({ id }) => {
      await store.outbox.settle(id, { status: "suppressed", reason: "it was over before", dueAt: null });
      return down;
    });
    await deliverDue(optionsFor({ store, channels }));
    expect(store.allNotifications()).toMatchObject([{ status: "suppressed", reason: "it was over before" }]);
  });

  it("skips one that was withdrawn after it was claimed", async () => {
    const store = createMemoryStore();
    await store.outbox.addAll([sampleNotice]);
    await store.outbox.addAll([later]);
    const channels = channelThat(async () => {
      await store.outbox.settle("later", { status: "suppressed", reason: "withdrawn", dueAt: null });
      return up;
    });
    expect(await deliverDue(optionsFor({ store, channels }))).toMatchObject({ accepted: 1 });
    expect(store.attemptsOf("later")).toEqual([]);
  });
});

describe("what the end of one channel says to another", () => {
  it("goes out in the same pass, also to one that was looked at before: there may be no other for long", async () => {
    const route = {
      channel: "hook",
      routes: [{ matchers: ['type="system_health"'], channel: "mail", continue: true }, { channel: "hook" }],
    };
    const score = startScore({ channels: { hook: {}, mail: {} }, route });
    score.answers("hook", gone);
    // Mail takes it, and refuses somebody: hook is told of that.
    const recipients = [
      { to: "a", status: "accepted", statusCode: 250, error: null, vendorId: null },
      { to: "b", status: "dead", statusCode: 550, error: "no such user", vendorId: null },
    ] as const;
    score.answers("mail", { kind: "dead", statusCode: 550, error: "no such user", recipients });
    await score.fire();
    await score.deliver();
    expect(
      score.store.allNotifications().map(({ channel, title, status }) => `${channel} ${title} ${status}`),
    ).toEqual([
      expect.stringMatching(/^hook .* dead$/),
      "mail Channel hook does not deliver accepted",
      "hook Channel mail refuses some recipients dead",
    ]);
  });
});
