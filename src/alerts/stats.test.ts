import { describe, expect, it } from "vitest";
import type { AlertOutline, DeliveryCount, EventOutline } from "../model/alert-history.ts";
import { type StatsInput, statsOf } from "./stats.ts";

const start = Date.UTC(2026, 0, 1, 2, 30);
const minute = 60_000;

function outline(id: number, parts: Partial<AlertOutline> = {}): AlertOutline {
  return {
    id: `a${id}`,
    name: "slow_run",
    type: "performance",
    severity: "warning",
    status: "active",
    title: "slow",
    count: 1,
    firstSeenAt: start,
    resolvedAt: null,
    ...parts,
  };
}

const ended = (minutes: number): Partial<AlertOutline> => ({
  status: "resolved",
  resolvedAt: start + minutes * minute,
});

function event(id: number, kind: string, minutes: number, by = "ana"): EventOutline {
  return { alertId: `a${id}`, at: start + minutes * minute, kind, by };
}

function stats(parts: Partial<StatsInput>) {
  return statsOf({ alerts: [], events: [], deliveries: [], timezone: "UTC", ...parts });
}

const many = (length: number, parts: (at: number) => Partial<AlertOutline>): AlertOutline[] =>
  Array.from({ length }, (_, at) => outline(at, parts(at)));

describe("statistics", () => {
  it("of nothing know nothing", () => {
    expect(stats({})).toMatchObject({
      alerts: 0,
      mttaSeconds: null,
      mttrSeconds: null,
      peakHour: null,
      names: [],
      channels: [],
      insight: null,
    });
  });

  it("count what began, what people did, and how long it took", () => {
    const counted = stats({
      alerts: [
        outline(1, { ...ended(30), count: 4 }),
        outline(2, ended(10)),
        outline(3, { name: "auth", type: "pipeline_failure", severity: "error" }),
        outline(4, { ...ended(500), name: "auth", type: "pipeline_failure", severity: "error" }),
        outline(5, { status: "expired" }),
        outline(6, { type: "pipeline_success", ...ended(0) }),
      ],
      events: [
        event(1, "fired", 0, "pitchpipe"),
        event(1, "acknowledged", 6),
        event(1, "acknowledged", 9),
        event(2, "resolved", 10, "pitchpipe"),
        event(3, "acknowledged", 2),
        event(4, "false_alarm", 500),
      ],
    });
    expect(counted).toMatchObject({
      alerts: 5,
      signals: 8,
      happenings: 1,
      open: 1,
      acknowledged: 2,
      neverAcknowledged: 3,
      selfHealed: 1,
      falseAlarms: 1,
      mttaSeconds: 240,
      mttrSeconds: 1200,
      peakHour: 2,
    });
    expect(counted.names).toEqual([
      { name: "slow_run", alerts: 3, signals: 6, selfHealed: 1, falseAlarms: 0, mttrSeconds: 1200 },
      { name: "auth", alerts: 2, signals: 2, selfHealed: 0, falseAlarms: 1, mttrSeconds: null },
    ]);
    expect(counted.types).toEqual([
      { type: "performance", alerts: 3 },
      { type: "pipeline_failure", alerts: 2 },
    ]);
    expect(counted.severities[0]).toEqual({ severity: "warning", alerts: 3 });
  });

  it("count hours by the zone's wall clock, also where clocks change", () => {
    const at = (time: number): AlertOutline[] => [outline(1, { firstSeenAt: time })];
    const inBerlin = (time: number) => stats({ alerts: at(time), timezone: "Europe/Berlin" }).peakHour;
    expect(inBerlin(Date.UTC(2026, 2, 29, 0, 59))).toBe(1);
    expect(inBerlin(Date.UTC(2026, 2, 29, 1, 0))).toBe(3);
    expect(stats({ alerts: at(start), timezone: "America/Sao_Paulo" }).peakHour).toBe(23);
  });

  it("a clock that went back makes no time negative", () => {
    const early = { ...outline(1, ended(-5)) };
    const counted = stats({ alerts: [early], events: [event(1, "acknowledged", -3)] });
    expect(counted).toMatchObject({ mttaSeconds: 0, mttrSeconds: 0 });
  });

  it("tell for each channel what arrived, what was lost, and what is not known yet", () => {
    const deliveries: DeliveryCount[] = [
      { channel: "ops", status: "accepted", count: 6 },
      { channel: "ops", status: "delivered", count: 1 },
      { channel: "ops", status: "dead", count: 3 },
      { channel: "ops", status: "failed", count: 2 },
      { channel: "mail", status: "suppressed", count: 4 },
    ];
    expect(stats({ deliveries }).channels).toEqual([
      { channel: "mail", notifications: 4, arrived: 0, lost: 0, waiting: 0, withdrawn: 4, ratePercent: null },
      { channel: "ops", notifications: 12, arrived: 7, lost: 3, waiting: 2, withdrawn: 0, ratePercent: 70 },
    ]);
  });
});

describe("the sentence of insight", () => {
  it("names a channel that loses much", () => {
    const deliveries = [
      { channel: "ops", status: "accepted", count: 6 },
      { channel: "ops", status: "dead", count: 4 },
    ];
    expect(stats({ deliveries }).insight).toContain("Channel ops lost 4 of 10 notifications");
  });

  it("names what always heals by itself", () => {
    expect(stats({ alerts: many(5, () => ended(4)) }).insight).toBe(
      "slow_run fired 5 times, always healed by itself (after 4 m 00 s on average), and nobody ever acted on it: give it a longer `for`, or tell it less.",
    );
    expect(stats({ alerts: many(4, () => ended(4)) }).insight).toBeNull();
  });

  it("names what is often false", () => {
    const alerts = many(6, () => ({}));
    const events = [1, 2, 3].map((id) => event(id, "false_alarm", 1));
    expect(stats({ alerts, events }).insight).toContain("3 of 6 alerts named slow_run were false");
  });

  it("names what is most of it", () => {
    const alerts = many(10, (at) => ({
      name: at < 6 ? "auth" : `other${at}`,
      firstSeenAt: start + at * 100 * minute,
    }));
    expect(stats({ alerts }).insight).toBe("auth is 6 of 10 alerts: mend that one first.");
  });

  it("names the hour most begins in", () => {
    const alerts = many(10, (at) => ({
      name: `n${at}`,
      firstSeenAt: at < 5 ? start : start + at * 60 * minute,
    }));
    expect(stats({ alerts }).insight).toBe(
      "5 of 10 alerts began between 02:00 and 03:00 (UTC): look at what runs then.",
    );
  });

  it("says nothing where there is no pattern", () => {
    const alerts = many(10, (at) => ({ name: `n${at}`, firstSeenAt: start + at * 60 * minute }));
    expect(stats({ alerts }).insight).toBeNull();
  });
});
