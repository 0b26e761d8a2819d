import { describe, expect, it } from "vitest";
import { noTarget, watchTarget } from "./hang.ts";
import { notStopping, onHang, onStopSignal, onStopTick, type Stopping } from "./stopping.ts";

const signal = (state: Stopping, name: "SIGINT" | "SIGTERM" | "SIGHUP", now: number, fromTerminal = false) =>
  onStopSignal(state, { signal: name, now, fromTerminal });
const tick = (state: Stopping, now: number, heard = false) =>
  onStopTick(state, { now, killAfterMs: 30_000, heard });

describe("stopping a run", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("forwards %s once", (name) => {
    const first = signal(notStopping, name, 0);
    expect(first.action).toEqual({ kind: "forward", signal: name });
    expect(signal(first.state, "SIGTERM", 5000).action).toBeNull();
  });

  it("does not double a Ctrl-C that the terminal gave to Meltano too", () => {
    const first = signal(notStopping, "SIGINT", 0, true);
    expect(first.action).toBeNull();
    expect(tick(first.state, 10_000, true).action).toBeNull();
  });

  it("tells Meltano itself when it shows no sign of the terminal's Ctrl-C, once", () => {
    const first = signal(notStopping, "SIGINT", 0, true);
    expect(tick(first.state, 4999).action).toBeNull();
    const told = tick(first.state, 5000);
    expect(told.action).toEqual({ kind: "forward", signal: "SIGINT" });
    expect(tick(told.state, 6000).action).toBeNull();
  });

  it("kills after the time to end, once", () => {
    const first = signal(notStopping, "SIGTERM", 0);
    expect(tick(first.state, 29_999).action).toBeNull();
    const killed = tick(first.state, 30_000);
    expect(killed.action).toEqual({ kind: "kill" });
    expect(tick(killed.state, 40_000).action).toBeNull();
  });

  it("takes a second Ctrl-C as now, but not the same one told twice", () => {
    const first = signal(notStopping, "SIGINT", 0, true);
    expect(signal(first.state, "SIGINT", 500, true).action).toBeNull();
    expect(signal(first.state, "SIGINT", 1500, true).action).toEqual({ kind: "kill" });
  });

  it("does nothing while nobody asked", () => {
    expect(tick(notStopping, 99_000).action).toBeNull();
  });

  it("stops a hung run like a scheduler would, unless it is stopping already", () => {
    const hung = onHang(notStopping, 0);
    expect(hung.action).toEqual({ kind: "forward", signal: "SIGTERM" });
    expect(tick(hung.state, 10_000).action).toBeNull();
    expect(tick(hung.state, 30_000).action).toEqual({ kind: "kill" });
    expect(onHang(signal(notStopping, "SIGINT", 0).state, 1).action).toBeNull();
  });
});

describe("a target that is gone", () => {
  const [tap, target] = [
    { role: "tap", plugin: "tap-x" },
    { role: "target", plugin: "target-y" },
  ] as const;

  it("counts as a hang only when its tap outlives it for long", () => {
    const seen = watchTarget(noTarget, [tap, target], { now: 0 });
    const gone = watchTarget(seen.state, [tap], { now: 1000 });
    expect(gone.hung).toBeNull();
    expect(watchTarget(gone.state, [tap], { now: 60_999 }).hung).toBeNull();
    expect(watchTarget(gone.state, [tap], { now: 61_000 }).hung).toBe("target-y");
  });

  it("is nothing before it was seen, after its block, or when it is there again", () => {
    expect(watchTarget(noTarget, [tap], { now: 99_000 }).hung).toBeNull();
    const gone = watchTarget({ target: "target-y", goneSince: 0 }, [], { now: 99_000 });
    expect(gone).toEqual({ state: noTarget, hung: null });
    expect(watchTarget({ target: "target-y", goneSince: 0 }, [tap, target], { now: 99_000 }).hung).toBeNull();
  });
});
