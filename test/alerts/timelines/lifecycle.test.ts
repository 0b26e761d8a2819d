import { describe, expect, it } from "vitest";
import { down, up } from "../score.ts";
import { startTimeline } from "./timeline.ts";

const route = { channel: "ops", repeat_interval: "30m" };

describe("a suppressed alert", () => {
  it("is quiet until its time, then repeats go on", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("A");
    await line.act("A", { kind: "suppress", until: line.clock.now() + 120 * 60_000 });
    await line.until(121);
    expect(line.heard()).toEqual(["0 ops firing A", "120 ops repeat A"]);
    expect(line.store.allAlerts()).toMatchObject([{ status: "active" }]);
  });

  it("is armed again by the next green run, and the next failure is told", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("A");
    await line.act("A", { kind: "suppress", until: "green" });
    await line.until(60);
    await line.fire("A");
    await line.end("A");
    await line.rearm();
    await line.until(61);
    await line.fire("A");
    expect(line.heard()).toEqual(["0 ops firing A", "60 ops resolved A", "61 ops firing A"]);
  });

  it("that no green run ends itself can be told again after one", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("A");
    await line.act("A", { kind: "suppress", until: "green" });
    await line.until(60);
    await line.rearm();
    expect(line.heard()).toEqual(["0 ops firing A", "60 ops repeat A"]);
    expect(line.history("A").at(-1)).toBe("unsuppressed: load went well");
  });
});

describe("an alert that nothing is heard of", () => {
  it("expires, and who was told hears that", async () => {
    const line = startTimeline({
      settings: { route: { channel: "ops", repeat_interval: "30d" }, alerts: { ttl: "2h" } },
    });
    await line.fire("A");
    await line.until(60);
    await line.fire("A");
    await line.until(182);
    expect(line.heard()).toEqual(["0 ops firing A", "181 ops resolved A"]);
    expect(line.store.allAlerts()).toMatchObject([{ status: "expired", count: 2 }]);
    expect(line.notices().at(-1)?.message).toContain("It expired: nothing was heard of it for 2 h 00 m.");
  });
});

describe("a problem that comes back", () => {
  it("is a new alert, or the same one within the dedupe window", async () => {
    const line = startTimeline({ settings: { route, alerts: { dedupe_window: "1h" } } });
    await line.fire("A");
    await line.until(1);
    await line.end("A");
    await line.until(30);
    await line.fire("A");
    await line.end("A");
    await line.until(120);
    await line.fire("A");
    expect(line.heard()).toEqual([
      "0 ops firing A",
      "1 ops resolved A",
      "30 ops firing A",
      "30 ops resolved A",
      "120 ops firing A",
    ]);
    expect(line.reasons()[2]).toBe("it came back");
    expect(line.store.allAlerts().map(({ count }) => count)).toEqual([2, 1]);
  });

  it("too often is said to be flapping, once, and its end is told when it has been calm", async () => {
    const line = startTimeline({
      settings: { route: { channel: "ops" }, alerts: { flapping: { changes: 4, within: "1h" } } },
    });
    for (let round = 0; round < 4; round += 1) {
      await line.fire("A");
      await line.until(round * 10 + 5);
      await line.end("A");
      await line.until(round * 10 + 10);
    }
    expect(line.heard()).toEqual([
      "0 ops firing A",
      "5 ops resolved A",
      "10 ops firing A",
      "15 ops firing A",
    ]);
    expect(line.reasons().at(-1)).toContain("it is flapping: 4 changes within 1 h 00 m");
    await line.until(100);
    expect(line.heard().at(-1)).toBe("95 ops resolved A");
    expect(line.store.allAlerts().map(({ status }) => status)).toEqual(["resolved", "resolved"]);
  });

  it("and stays is not flapping any more once it is calm", async () => {
    const line = startTimeline({
      settings: { route: { channel: "ops" }, alerts: { flapping: { changes: 3, within: "1h" } } },
    });
    await line.fire("A");
    await line.end("A");
    await line.fire("A");
    await line.until(62);
    expect(line.history("A").at(-1)).toMatch(/^calm: /);
    await line.end("A");
    expect(line.heard().at(-1)).toBe("62 ops resolved A");
  });
});

describe("an event", () => {
  const event = { type: "pipeline_success", severity: "info" } as const;

  it("is told once, and never repeated, escalated or ended", async () => {
    const escalating = { ...route, escalate: [{ after: "5m", channel: "ops" }] };
    const line = startTimeline({ settings: { route: escalating } });
    await line.fire("A", event);
    await line.until(60);
    expect(line.heard()).toEqual(["0 ops firing A"]);
    expect(line.store.allTellings()).toEqual([]);
  });

  it("waits for its group, and is named in the digest after a mute interval", async () => {
    const waiting = startTimeline({ settings: { route: { channel: "ops", group_wait: "3m" } } });
    await waiting.fire("A", event);
    await waiting.until(4);
    expect(waiting.heard()).toEqual(["3 ops firing A"]);
    const muted = startTimeline({
      settings: {
        route: { channel: "ops", routes: [{ matchers: [], mute_time_intervals: ["noon"] }] },
        time_intervals: [
          { name: "noon", time_intervals: [{ times: [{ start_time: "12:00", end_time: "13:00" }] }] },
        ],
      },
    });
    await muted.fire("A", event);
    await muted.until(61);
    expect(muted.heard()).toEqual(["60 ops digest A"]);
  });
});

describe("a channel that is away", () => {
  it("gets one notice of what came and went meanwhile, and what is left of its group", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops", group_by: ["job"] } } });
    line.answers("ops", down);
    await line.fire("AB");
    await line.until(3);
    await line.end("A");
    line.answers("ops", up);
    await line.until(20);
    expect(line.heard().map((beat) => beat.split(" ").slice(1).join(" "))).toEqual([
      "ops firing B",
      "ops recovered A",
    ]);
  });

  it("rests after several failures, and one message tries first", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops", group_by: ["..."] } } });
    line.answers("ops", down);
    await line.fire("ABCDEFGH");
    const tried = line.store.allNotifications().map(({ id }) => line.store.attemptsOf(id).length);
    await line.fire("I");
    const after = line.store.allNotifications().map(({ id }) => line.store.attemptsOf(id).length);
    expect(after).toEqual([...tried, 0]);
    line.answers("ops", up);
    await line.until(20);
    expect(line.heard()).toHaveLength(9);
  });
});

describe("a clock that is put back by an hour", () => {
  it("loses nothing and keeps the order of what is told", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops", group_by: ["job"] } } });
    await line.fire("A");
    line.clock.move(-3_600_000);
    await line.fire("B", { at: line.clock.now() });
    await line.until(0);
    await line.end("AB");
    const told = line.heard().map((beat) => beat.split(" ").slice(2).join(" "));
    expect(told).toEqual(["firing A", "firing B+A", "resolved A+B"]);
  });
});
