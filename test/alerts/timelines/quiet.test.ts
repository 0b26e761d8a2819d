import { describe, expect, it } from "vitest";
import { startTimeline } from "./timeline.ts";

describe("a silence", () => {
  it("keeps quiet what is new, and what is still on is told when it ends", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops" } } });
    line.silence(['job="load"'], 30);
    await line.fire("A");
    await line.until(31);
    expect(line.heard()).toEqual(["30 ops firing A"]);
    expect(line.history("A")[1]).toMatch(/^held: not told to ops: the silence \w{8} until /);
  });

  it("keeps repeats quiet, but not the end of what was told", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops", repeat_interval: "10m" } } });
    await line.fire("A");
    line.silence(['job="load"'], 60);
    await line.until(30);
    await line.end("A");
    expect(line.heard()).toEqual(["0 ops firing A", "30 ops resolved A"]);
  });

  it("says nothing of what came and went under it", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops" } } });
    line.silence(['job="load"'], 60);
    await line.fire("A");
    await line.until(10);
    await line.end("A");
    await line.until(90);
    expect(line.heard()).toEqual([]);
    expect(line.history("A").at(-1)).toContain("not ops: the silence");
  });

  it("that ends soon and still matches is told of, once", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops" } } });
    line.store.saveSilence({ ...line.silence(['job="load"'], 60), warnedAt: null });
    await line.fire("A");
    await line.until(61);
    expect(line.heard()).toEqual(["54 ops silence_ending A", "60 ops firing A"]);
    expect(line.reasons()[0]).toBe("the silence of ana (known) ends in 6 min and still matches");
  });

  it("that ends soon and keeps nothing back is not spoken of", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops" } } });
    line.store.saveSilence({ ...line.silence(['job="other"'], 60), warnedAt: null });
    await line.fire("A");
    await line.until(61);
    expect(line.heard()).toEqual(["0 ops firing A"]);
  });
});

describe("inhibition", () => {
  const settings = {
    route: { channel: "ops", group_by: ["..."] },
    inhibit_rules: [
      {
        name: "source-down",
        source_matchers: ['name="S"'],
        target_matchers: ['name=~"[AB]"'],
        equal: ["plugin"],
      },
    ],
  };
  const of = (plugin: string) => ({ labels: { job: "load", plugin } });

  it("keeps the consequences quiet while the cause is on, and tells what is left when it is over", async () => {
    const line = startTimeline({ settings });
    await line.fire("S", of("tap"));
    await line.fire("A", of("tap"));
    await line.fire("B", of("other"));
    await line.until(5);
    await line.end("S", of("tap"));
    expect(line.heard()).toEqual(["0 ops firing S", "0 ops firing B", "5 ops resolved S", "5 ops firing A"]);
  });

  it("holds whatever the order within a commit", async () => {
    const line = startTimeline({ settings });
    await line.fire("AS", of("tap"));
    expect(line.heard()).toEqual(["0 ops firing S"]);
  });

  it("lasts until the last of several sources is over", async () => {
    const line = startTimeline({ settings });
    await line.fire("S", { labels: { job: "load", plugin: "tap", stream: "one" } });
    await line.fire("S", { labels: { job: "load", plugin: "tap", stream: "two" } });
    await line.fire("A", of("tap"));
    await line.until(1);
    await line.end("S", { labels: { job: "load", plugin: "tap", stream: "one" } });
    await line.until(20);
    expect(line.heard().filter((beat) => beat.includes("A"))).toEqual([]);
    await line.end("S", { labels: { job: "load", plugin: "tap", stream: "two" } });
    expect(line.heard().at(-1)).toBe("20 ops firing A");
  });

  it("does not hold between alerts that are on both sides of a rule", async () => {
    const both = {
      ...settings,
      inhibit_rules: [{ source_matchers: ['job="load"'], target_matchers: ['job="load"'] }],
    };
    const line = startTimeline({ settings: both });
    await line.fire("AB");
    expect(line.heard()).toEqual(["0 ops firing A", "0 ops firing B"]);
  });

  it("follows a rule that is added while its cause is on", async () => {
    const line = startTimeline({ settings: { route: settings.route } });
    await line.fire("S", of("tap"));
    line.reload(settings);
    await line.until(1);
    await line.fire("A", of("tap"));
    await line.until(10);
    expect(line.heard()).toEqual(["0 ops firing S"]);
    line.reload({ route: settings.route });
    await line.until(16);
    expect(line.heard().at(-1)).toBe("11 ops firing A");
  });
});

describe("a maintenance window", () => {
  it("keeps quiet what fits while it is on, by the clock of its zone", async () => {
    const line = startTimeline({
      start: "2026-03-10T00:50:00Z",
      settings: {
        timezone: "America/Sao_Paulo",
        route: { channel: "ops" },
        maintenance: [{ name: "patch", matchers: ['job="load"'], schedule: "0 22 * * 1", duration: "1h" }],
      },
    });
    await line.fire("A", { labels: { job: "other" } });
    await line.until(11);
    await line.fire("B");
    await line.until(75);
    expect(line.heard()).toEqual(["0 ops firing A", "70 ops firing B"]);
    expect(line.reasons().at(-1)).toBe("first notification: the maintenance window patch has ended");
  });
});

describe("a mute time interval", () => {
  const nights = [
    {
      name: "nights",
      time_intervals: [
        {
          times: [
            { start_time: "22:00", end_time: "24:00" },
            { start_time: "00:00", end_time: "07:00" },
          ],
        },
      ],
    },
  ];
  const route = {
    channel: "oncall",
    routes: [{ matchers: ['job="load"'], channel: "ops", mute_time_intervals: ["nights"] }],
  };
  const settings = { route, time_intervals: nights };

  it("holds back what is new, and one digest names it all when it ends, also what is over by then", async () => {
    const line = startTimeline({
      start: "2026-05-05T23:00:00Z",
      settings,
      channels: { ops: {}, oncall: {} },
    });
    await line.fire("A");
    await line.until(60);
    await line.fire("B", { severity: "critical" });
    await line.until(120);
    await line.end("A");
    await line.until(485);
    expect(line.heard()).toEqual(["480 ops digest B+A"]);
    expect(line.notices()[0]?.message).toContain("- A (over)");
    await line.end("B");
    expect(line.heard().at(-1)).toBe("485 ops resolved B");
  });

  it("holds back no end of what was told before it", async () => {
    const line = startTimeline({ start: "2026-05-05T21:30:00Z", settings });
    await line.fire("A");
    await line.until(60);
    await line.end("A");
    expect(line.heard()).toEqual(["0 ops firing A", "60 ops resolved A"]);
  });

  it.each([
    // Clocks go forward at 02:00 on March 29th 2026 in Berlin, and back at 03:00 on October 25th.
    ["spring", "2026-03-29T00:00:00Z", 5 * 60],
    ["autumn", "2026-10-25T00:00:00Z", 6 * 60],
  ])("ends by the clock on the wall also in the night when that is changed in %s", async (_, start, end) => {
    const berlin = nights.map((one) => ({
      ...one,
      time_intervals: one.time_intervals.map((part) => ({ ...part, location: "Europe/Berlin" })),
    }));
    const line = startTimeline({ start, settings: { route, time_intervals: berlin } });
    await line.fire("A");
    await line.until(end + 2);
    expect(line.heard()).toEqual([`${end} ops digest A`]);
  });

  it("can be told as the only time something is told: active_time_intervals", async () => {
    const workdays = [
      {
        name: "work",
        time_intervals: [
          { weekdays: ["monday:friday"], times: [{ start_time: "09:00", end_time: "17:00" }] },
        ],
      },
    ];
    const active = {
      channel: "ops",
      routes: [{ matchers: ['job="load"'], active_time_intervals: ["work"] }],
    };
    // A Friday.
    const line = startTimeline({
      start: "2026-05-08T16:00:00Z",
      settings: { route: active, time_intervals: workdays },
    });
    await line.fire("A");
    await line.until(90);
    await line.fire("B", { type: "performance" });
    const monday = (2 * 24 + 17) * 60;
    await line.until(monday + 1);
    // The repeat of A was held back as well.
    expect(line.heard()).toEqual(["0 ops firing A", `${monday} ops digest A+B`]);
  });
});

describe("limits", () => {
  const settings = {
    route: { channel: "ops", group_by: ["..."] },
    limits: { window: "10m", max_per_window: 2 },
  };

  it("hold back what is beyond them, and a digest names it when the window ends", async () => {
    const line = startTimeline({ settings });
    await line.fire("ABCDE");
    await line.until(1);
    await line.end("E");
    await line.until(11);
    expect(line.heard()).toEqual(["0 ops firing A", "0 ops firing B", "10 ops digest C+D+E"]);
  });

  it("hold back nothing critical and no end", async () => {
    const line = startTimeline({ settings });
    await line.fire("ABC");
    await line.fire("D", { severity: "critical" });
    await line.end("AB");
    expect(line.heard()).toEqual([
      "0 ops firing A",
      "0 ops firing B",
      "0 ops firing D",
      "0 ops resolved A",
      "0 ops resolved B",
    ]);
  });

  it("of a channel win over those of all", async () => {
    const line = startTimeline({
      settings,
      channels: { ops: { limits: { window: 600_000, max_per_window: 3 } } },
    });
    await line.fire("ABCDE");
    expect(line.heard()).toHaveLength(3);
  });
});
