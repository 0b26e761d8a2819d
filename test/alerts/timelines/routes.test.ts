import { describe, expect, it } from "vitest";
import { startTimeline } from "./timeline.ts";

const three = { ops: {}, oncall: {}, phone: {} };

describe("the routes", () => {
  const route = {
    channel: "ops",
    repeat_interval: "1h",
    routes: [
      { matchers: ['severity="critical"'], channel: "oncall", continue: true, repeat_interval: "30m" },
      { matchers: ['severity=~"critical|error"', 'job="load"'], channel: "phone" },
    ],
  };

  it("go on after a branch that continues, each with its own times", async () => {
    const line = startTimeline({ settings: { route }, channels: three });
    await line.fire("A", { severity: "critical" });
    await line.until(61);
    expect(line.heard().toSorted()).toEqual(
      [
        "0 oncall firing A",
        "0 phone firing A",
        "30 oncall repeat A",
        "60 oncall repeat A",
        "60 phone repeat A",
      ].toSorted(),
    );
  });

  it("fall back to the root where no branch fits", async () => {
    const line = startTimeline({ settings: { route }, channels: three });
    await line.fire("A", { severity: "warning" });
    expect(line.heard()).toEqual(["0 ops firing A"]);
  });

  it("that change while an alert is on tell the new channel what is on, and both its end", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops" } }, channels: three });
    await line.fire("A");
    await line.until(5);
    line.reload({ route: { channel: "oncall" } });
    await line.until(10);
    await line.end("A");
    expect(line.heard()).toEqual([
      "0 ops firing A",
      "6 oncall firing A",
      "10 ops resolved A",
      "10 oncall resolved A",
    ]);
  });

  it("that change do not tell anybody twice", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops" } } });
    await line.fire("A");
    line.reload({ route: { channel: "ops", routes: [{ matchers: ['job="load"'] }] } });
    await line.until(20);
    expect(line.heard()).toEqual(["0 ops firing A"]);
  });

  it("that change while a group waits tell where the alert goes now", async () => {
    const line = startTimeline({
      settings: { route: { channel: "ops", group_wait: "5m" } },
      channels: three,
    });
    await line.fire("A");
    await line.until(1);
    line.reload({ route: { channel: "phone" } });
    await line.until(10);
    expect(line.heard()).toEqual(["2 phone firing A"]);
  });
});

describe("escalation", () => {
  const route = {
    channel: "ops",
    escalate: [
      { after: "15m", channel: "oncall" },
      { after: "45m", channel: "phone" },
    ],
  };

  it("goes step by step while nobody acknowledges, and all who were told hear the end", async () => {
    const line = startTimeline({ settings: { route }, channels: three });
    await line.fire("A");
    await line.until(50);
    await line.end("A");
    expect(line.heard()).toEqual([
      "0 ops firing A",
      "15 oncall escalation A",
      "45 phone escalation A",
      "50 ops resolved A",
      "50 oncall resolved A",
      "50 phone resolved A",
    ]);
  });

  it("stops with an acknowledgement, as repeats do; the end is told all the same", async () => {
    const line = startTimeline({
      settings: { route: { ...route, repeat_interval: "20m" } },
      channels: three,
    });
    await line.fire("A");
    await line.until(16);
    await line.act("A", { kind: "acknowledge" });
    await line.until(120);
    await line.end("A");
    expect(line.heard()).toEqual([
      "0 ops firing A",
      "15 oncall escalation A",
      "16 ops acknowledged A",
      "16 oncall acknowledged A",
      "120 ops resolved A",
      "120 oncall resolved A",
    ]);
  });

  it("that the settings have no more is not made", async () => {
    const line = startTimeline({ settings: { route }, channels: three });
    await line.fire("A");
    await line.until(20);
    line.reload({ route: { channel: "ops" } });
    await line.until(60);
    expect(line.heard()).toEqual(["0 ops firing A", "15 oncall escalation A"]);
  });

  it("does not begin again with a repeat", async () => {
    const line = startTimeline({
      settings: {
        route: { ...route, repeat_interval: "10m", escalate: [{ after: "15m", channel: "phone" }] },
      },
      channels: three,
    });
    await line.fire("A");
    await line.until(40);
    expect(line.heard().filter((beat) => beat.includes("phone"))).toEqual(["15 phone escalation A"]);
  });
});
