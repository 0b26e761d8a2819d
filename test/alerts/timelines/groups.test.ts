import { describe, expect, it } from "vitest";
import { startTimeline } from "./timeline.ts";

const route = {
  channel: "ops",
  group_by: ["job"],
  group_wait: "2m",
  group_interval: "5m",
  repeat_interval: "4h",
};

describe("a group", () => {
  it("waits group_wait for others, then tells all of them at once", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("A");
    await line.until(1);
    await line.fire("B");
    await line.until(3);
    expect(line.heard()).toEqual(["2 ops firing A+B"]);
  });

  it("tells at once without group_wait, and signals of one commit together", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops", group_by: ["job"] } } });
    await line.fire("ABC");
    expect(line.heard()).toEqual(["0 ops firing A+B+C"]);
  });

  it("does not make an alert wait that is older than group_wait", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("A", { at: line.clock.now() - 3 * 60_000 });
    expect(line.heard()).toEqual(["0 ops firing A"]);
  });

  it("that was told waits group_interval before a new alert is told, with all that is on", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("A");
    await line.until(3);
    await line.fire("B");
    await line.until(8);
    expect(line.heard()).toEqual(["2 ops firing A", "7 ops firing B+A"]);
  });

  it("is told to be over at once, each alert on its own, without waiting for group_interval", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("AB");
    await line.until(3);
    await line.end("A");
    await line.until(4);
    await line.end("B");
    expect(line.heard()).toEqual(["2 ops firing A+B", "3 ops resolved A", "4 ops resolved B"]);
  });

  it("is told to be over in one notice where its alerts end in one commit", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("AB");
    await line.until(3);
    await line.end("AB");
    expect(line.heard()).toEqual(["2 ops firing A+B", "3 ops resolved A+B"]);
  });

  it("is told again after repeat_interval while it is on, as a whole", async () => {
    const line = startTimeline({ settings: { route: { ...route, repeat_interval: "30m" } } });
    await line.fire("A");
    await line.until(3);
    await line.fire("B");
    await line.until(40);
    await line.end("A");
    await line.until(70);
    expect(line.heard()).toEqual([
      "2 ops firing A",
      "7 ops firing B+A",
      "37 ops repeat A+B",
      "40 ops resolved A",
      "67 ops repeat B",
    ]);
  });

  it("is a new one, and told at once, when all of it was over", async () => {
    const line = startTimeline({ settings: { route: { ...route, group_wait: "0s" } } });
    await line.fire("A");
    await line.until(1);
    await line.end("A");
    await line.until(2);
    await line.fire("A");
    expect(line.heard()).toEqual(["0 ops firing A", "1 ops resolved A", "2 ops firing A"]);
  });

  it("is one for each value of its labels, and one for each alert with [...]", async () => {
    const line = startTimeline({ settings: { route: { ...route, group_wait: "0s" } } });
    await line.fire("A", { labels: { job: "x" } });
    await line.fire("B", { labels: { job: "y" } });
    expect(line.heard()).toEqual(["0 ops firing A", "0 ops firing B"]);
    const each = startTimeline({ settings: { route: { ...route, group_wait: "0s", group_by: ["..."] } } });
    await each.fire("AB");
    expect(each.heard()).toEqual(["0 ops firing A", "0 ops firing B"]);
  });

  it("tells a change of severity or cause of what was told at once", async () => {
    const line = startTimeline({ settings: { route: { ...route, group_wait: "0s" } } });
    await line.fire("AB");
    await line.until(1);
    await line.fire("A", { severity: "critical" });
    expect(line.heard()).toEqual(["0 ops firing A+B", "1 ops firing A+B"]);
    expect(line.reasons().at(-1)).toBe("severity changed from error to critical");
  });

  it("that came and went within group_wait is told in one notice", async () => {
    const line = startTimeline({ settings: { route } });
    await line.fire("A");
    await line.until(1);
    await line.end("A");
    await line.until(5);
    expect(line.heard()).toEqual(["1 ops recovered A"]);
  });

  it("of more alerts than a message holds becomes several messages, and none is lost", async () => {
    const line = startTimeline({ settings: { route: { channel: "ops", group_by: ["job"] } } });
    const names = Array.from({ length: 1_200 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join("");
    await line.fire(names);
    expect(line.notices().map(({ alertIds }) => alertIds.length)).toEqual([500, 500, 200]);
  });
});
