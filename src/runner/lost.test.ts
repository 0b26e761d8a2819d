import { describe, expect, it } from "vitest";
import type { Run } from "../model/run.ts";
import { decideLost } from "./lost.ts";
import { isStillAlive, processIdentity } from "./process-identity.ts";
import { parseStat, readProcessTable } from "./process-table.ts";

const run = (changes: Partial<Run>): Run =>
  ({
    runId: "r1",
    status: "running",
    source: "runner",
    startedAt: 0,
    endedAt: null,
    heartbeatAt: 100_000,
    process: { host: "etl-1", pid: 7, startedAt: "9", bootId: "b" },
    ...changes,
  }) as Run;

describe("a run that nobody watches any more", () => {
  it.each<[string, Partial<Run>, number, boolean | null, string | null]>([
    ["is lost at once when its process is gone", {}, 101_000, false, "lost"],
    ["is lost after 60 s without a heartbeat", {}, 160_000, null, "lost"],
    ["is not lost before", {}, 159_999, null, null],
    ["is lost 60 s after its start when it never beat", { heartbeatAt: null }, 60_000, null, "lost"],
    [
      "has returned when its heart beats again",
      { status: "lost", heartbeatAt: 100_000 },
      110_000,
      null,
      "returned",
    ],
    ["has not returned with an old heartbeat", { status: "lost" }, 200_000, null, null],
    ["has not returned without its process", { status: "lost" }, 101_000, false, null],
    ["is over when it is over", { status: "success" }, 999_000, false, null],
    ["is Meltano's to judge where only Meltano knows it", { source: "meltano" }, 999_000, null, null],
  ])("%s", (_case, changes, now, alive, kind) => {
    expect(decideLost([run(changes)], { now, isAlive: () => alive })[0]?.kind ?? null).toBe(kind);
  });

  it("says why, and that it is running again", () => {
    const [gone] = decideLost([run({})], { now: 101_000, isAlive: () => false });
    expect(gone?.changes).toEqual({
      status: "lost",
      cause: "The process that watched the run on etl-1 is gone without a word.",
    });
    const [silent] = decideLost([run({ process: null })], { now: 175_000, isAlive: () => null });
    expect(silent?.changes.cause).toBe("No sign of life from the run's watcher for 1 m 15 s.");
    const [back] = decideLost([run({ status: "lost" })], { now: 101_000, isAlive: () => true });
    expect(back?.changes).toEqual({ status: "running", endedAt: null, cause: null });
  });
});

describe("a process's identity", () => {
  const table = readProcessTable();

  it("knows a living process, and tells it from another with its pid", () => {
    const own = processIdentity(process.pid, "here", table);
    expect(isStillAlive(own, "here", table)).toBe(true);
    expect(isStillAlive({ ...own, startedAt: "1" }, "here", table)).toBe(false);
    expect(isStillAlive({ ...own, pid: 2 ** 22 + 1 }, "here", table)).toBe(false);
    expect(isStillAlive({ ...own, bootId: "another" }, "here", table)).toBe(false);
  });

  it("does not know about another host, or where the system does not tell", () => {
    const own = processIdentity(process.pid, "here", table);
    expect(isStillAlive(own, "there", table)).toBeNull();
    expect(isStillAlive({ ...own, startedAt: "" }, "here", table)).toBeNull();
    const nowhere = readProcessTable("/nonexistent");
    expect(nowhere.list()).toEqual([]);
    expect(processIdentity(1, "here", nowhere)).toEqual({ host: "here", pid: 1, startedAt: "", bootId: "" });
  });

  it("reads a process whose name is hostile", () => {
    const text = "42 (a) R 1 2) Z 7 8 9 0 10 0 0 0 0 0 0 0 0 0 0 0 0 0 12345 0";
    expect(parseStat(text)).toMatchObject({
      pid: 42,
      parent: 7,
      group: 8,
      session: 9,
      foreground: 10,
      startedAt: "12345",
      zombie: true,
    });
    expect(parseStat("")).toBeNull();
  });
});
