import { describe, expect, it } from "vitest";
import { sampleNotice } from "../../test/alerts/samples.ts";
import { down, gone, up } from "../../test/alerts/score.ts";
import type { DeliveryResult } from "../channels/channel.ts";
import type { DeliveryAttempt, Recipient } from "../model/alert.ts";
import type { ChannelState } from "../model/alerting.ts";
import { afterTry, isOnTrial, rests } from "./breaker.ts";
import { lanesOf } from "./lanes.ts";
import { createPace } from "./pace.ts";
import { recipientsLeft, refusedAmong } from "./recipients.ts";
import { settlementOf } from "./settlement.ts";

function stateAfter(results: readonly DeliveryResult[]): ChannelState | null {
  return results.reduce<ChannelState | null>(
    (state, result) => afterTry("ops", state, { result, now: 0 }),
    null,
  );
}

const times = (count: number): DeliveryResult[] => Array.from({ length: count }, () => down);

describe("the circuit of a channel", () => {
  it("stays closed for a few failures, and for refusals", () => {
    expect(rests(stateAfter(times(4)), 0)).toBe(false);
    expect(stateAfter([...times(4), gone])).toBeNull();
    expect(stateAfter([...times(20), up])).toBeNull();
  });

  it("opens at the fifth failure in a row, for longer each time, up to a quarter of an hour", () => {
    expect(stateAfter(times(5))).toMatchObject({ failures: 5, restsUntil: 30_000 });
    expect(stateAfter(times(7))).toMatchObject({ restsUntil: 120_000 });
    expect(stateAfter(times(50))).toMatchObject({ restsUntil: 900_000 });
    expect(isOnTrial(stateAfter(times(5)))).toBe(true);
    expect(rests(stateAfter(times(5)), 30_000)).toBe(false);
  });

  it("follows the other side's wish for the whole channel, for at most an hour", () => {
    expect(stateAfter([{ ...down, retryAfterMs: 60_000 } as DeliveryResult])).toMatchObject({
      restsUntil: 60_000,
    });
    expect(stateAfter([{ ...down, retryAfterMs: 9e9 } as DeliveryResult])).toMatchObject({
      restsUntil: 3_600_000,
    });
  });

  it("does not stay open because a clock was put back", () => {
    expect(rests({ channel: "ops", failures: 9, restsUntil: 10_000_000, reason: null }, 0)).toBe(false);
  });
});

describe("the pace of a channel", () => {
  it("lets a burst go at once, then as many as the vendor takes", () => {
    const pace = createPace();
    const slack = { name: "s", type: "slack" };
    const waits = Array.from({ length: 12 }, () => pace.take(slack, 0));
    expect(waits).toEqual([...Array.from({ length: 10 }, () => 0), 1_000, 2_000]);
    expect(pace.take(slack, 13_000)).toBe(0);
    expect(pace.take({ name: "other", type: "webhook" }, 0)).toBe(0);
  });
});

describe("lanes", () => {
  const notice = (id: string, alertIds: string[], createdAt: number) => ({
    ...sampleNotice,
    id,
    alertIds,
    createdAt,
  });

  it("join what shares an alert, in order, and keep the rest apart", () => {
    const lanes = lanesOf([
      notice("one", ["a"], 1),
      notice("two", ["b"], 2),
      notice("three", ["c"], 3),
      notice("four", ["a", "b"], 4),
    ]);
    expect(lanes.map((lane) => lane.map(({ id }) => id)).sort()).toEqual(
      [["one", "two", "four"], ["three"]].sort(),
    );
  });
});

describe("several recipients", () => {
  const recipient = (to: string, status: Recipient["status"], error: string | null = null): Recipient => ({
    to,
    status,
    statusCode: null,
    error,
  });
  const attempt = (recipients: Recipient[]) => ({ recipients }) as unknown as DeliveryAttempt;

  it("are tried again only where they are left", () => {
    expect(recipientsLeft([])).toBeNull();
    const first = attempt([recipient("a", "accepted"), recipient("b", "failed"), recipient("c", "dead")]);
    expect(recipientsLeft([first])).toEqual(["b"]);
    expect(recipientsLeft([first, attempt([recipient("b", "accepted")])])).toEqual([]);
  });

  it("some of whom got it and some never will are told apart", () => {
    const all = [recipient("a", "accepted"), recipient("c", "dead", "550 no such user")];
    expect(refusedAmong(all)).toBe("taken for 1 of 2, refused for c (550 no such user)");
    expect(refusedAmong([recipient("c", "dead")])).toBeNull();
    const settled = settlementOf({
      notification: sampleNotice,
      result: { kind: "dead", statusCode: 550, error: "refused", recipients: all },
      number: 1,
      before: [],
      now: sampleNotice.createdAt,
      random: 0.5,
    });
    expect(settled).toMatchObject({ status: "accepted", reason: expect.stringContaining("refused for c") });
  });

  it("are given up after three days with the word about those who got it", () => {
    const before = [attempt([recipient("a", "accepted"), recipient("c", "dead"), recipient("b", "failed")])];
    const settled = settlementOf({
      notification: sampleNotice,
      result: { ...down, recipients: [recipient("b", "failed")] },
      number: 2,
      before,
      now: sampleNotice.createdAt + 3 * 86_400_000,
      random: 0.5,
    });
    expect(settled).toMatchObject({
      status: "accepted",
      reason: expect.stringContaining("given up after three days"),
    });
  });
});
