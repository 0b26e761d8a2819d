import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { RunProgress } from "../../app/run.ts";
import { createLiveView, renderLive } from "./live-view.ts";

const colors = pc.createColors(false);

const state = (change: Partial<RunProgress> = {}): RunProgress => ({
  job: "daily-load",
  elapsedMs: 65_000,
  attempt: null,
  nextAttemptInMs: null,
  preflight: false,
  waitingFor: "target",
  usual: null,
  bottleneck: { side: "unknown", confidence: "low", shares: null, advice: null },
  streams: [
    { stream: "items", records: 10, bytes: 1200, rate: null },
    { stream: "orders", records: 25_000, bytes: 9_800_000, rate: 1234.5 },
  ],
  ...change,
});

describe("the live view", () => {
  it("says which attempt it is, that the next one is waited for, and that it looks at source and target first", () => {
    const head = (change: Partial<RunProgress>): string =>
      renderLive(state({ streams: [], ...change }), { colors, height: 12 });
    expect(head({ attempt: { number: 1, of: 3 }, nextAttemptInMs: 30_000 })).toBe(
      "● daily-load  1 m 05 s  attempt 1 of 3  next attempt in 30 s\n  no record yet",
    );
    expect(head({ preflight: true })).toBe("● daily-load  1 m 05 s  looking at source and target first");
  });

  it("shows job, time, who is waited for, and the busiest stream first", () => {
    expect(renderLive(state(), { colors, height: 12 })).toBe(
      [
        "● daily-load  1 m 05 s  waiting for the target",
        "  stream  records  rec/s   bytes",
        "  orders   25,000  1,235  9.8 MB",
        "  items        10         1.2 kB",
      ].join("\n"),
    );
  });

  it("says below the head where the run stands by what is usual", () => {
    const lines = renderLive(state({ usual: "62 % of the usual, about 12:40, SLA 13:00" }), {
      colors,
      height: 12,
    });
    expect(lines.split("\n")[1]).toBe("  62 % of the usual, about 12:40, SLA 13:00");
  });

  it.each([
    ["target", "slow side so far: target (70 % of the time, high confidence)"],
    ["none", "neither side is much slower so far"],
  ] as const)("ends with the slow side so far: %s", (side, line) => {
    const shares = { tap: 0.2, target: 0.7, mapper: 0.1 };
    const bottleneck = { side, confidence: "high", shares, advice: null } as const;
    expect(renderLive(state({ bottleneck }), { colors, height: 12 }).split("\n").at(-1)?.trim()).toBe(line);
  });

  it("says so while no record came", () => {
    expect(renderLive(state({ streams: [], waitingFor: null }), { colors, height: 12 })).toContain(
      "no record yet",
    );
  });

  it("says how many streams it leaves out", () => {
    expect(renderLive(state(), { colors, height: 1 })).toContain("and 1 more streams");
  });

  it("draws at most ten frames a second and keeps logged text above", () => {
    const written: string[] = [];
    let now = 0;
    const view = createLiveView({
      screen: { write: (text) => written.push(text), isTTY: true, columns: 80 },
      colors,
      now: () => now,
    });
    view.update(state());
    const afterFirst = written.length;
    now = 50;
    view.update(state({ elapsedMs: 66_000 }));
    expect(written.length).toBe(afterFirst);
    now = 100;
    view.update(state({ elapsedMs: 67_000 }));
    expect(written.join("")).toContain("1 m 07 s");
    view.log("a line of the log\n");
    expect(written).toContain("a line of the log\n");
    view.stop();
  });
});
