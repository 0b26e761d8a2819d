import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Fact } from "../../model/fact.ts";
import type { MadeAttempt } from "../../runner/attempt-words.ts";
import { createResourceWatch } from "../../runner/resources/resource-watch.ts";
import type { StopSignal } from "../../runner/stopping.ts";
import { tellRetry, waitForNext } from "./between-attempts.ts";
import { createStopRequest } from "./stop-request.ts";
import type { Watching } from "./watching.ts";

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

/** A run between two attempts, and what it does there. */
function between() {
  const listeners = new Set<(signal: StopSignal) => void>();
  const stop = createStopRequest({
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const facts: Fact[] = [];
  const told: unknown[] = [];
  const said: string[] = [];
  const watching = {
    request: { say: (line: string) => said.push(line) },
    project: {
      clock: { now: () => Date.now() },
      redactor: { text: (text: string) => text.replace("secret", "***") },
      config: { settings: { logs: { keep: "redacted" } } },
      recorder: {
        record: async (more: readonly Fact[]) => {
          facts.push(...more);
          return "stored";
        },
      },
    },
    run: { runId: "r1" },
    background: { tell: (signals: unknown) => told.push(signals) },
    ending: new Map([["stall", { name: "pipeline_stalled" }]]),
    phase: { nextAt: null },
    resources: createResourceWatch(),
    stop,
  } as unknown as Watching;
  const signal = (name: StopSignal): void => {
    for (const listener of listeners) listener(name);
  };
  return { watching, facts, told, said, stop, signal, listeners };
}

describe("the wait for the next attempt", () => {
  it("keeps the run alive for whoever looks, and says when it ends", async () => {
    const { watching, facts } = between();
    const waiting = waitForNext(watching, 25_000);
    expect(watching.phase.nextAt).toBe(1_025_000);
    await vi.advanceTimersByTimeAsync(25_000);
    await waiting;
    expect(watching.phase.nextAt).toBeNull();
    expect(facts).toEqual([
      { kind: "run_heartbeat", runId: "r1", at: 1_010_000 },
      { kind: "run_heartbeat", runId: "r1", at: 1_020_000 },
    ]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(facts).toHaveLength(2);
  });

  it("ends at once by a signal, and does not begin after one; the first signal counts", async () => {
    const { watching, stop, signal, listeners } = between();
    const waiting = waitForNext(watching, 3_600_000);
    signal("SIGTERM");
    signal("SIGINT");
    await waiting;
    await waitForNext(watching, 3_600_000);
    expect(stop.by()).toBe("SIGTERM");
    expect(stop.signal.aborted).toBe(true);
    stop.close();
    expect(listeners.size).toBe(0);
  });
});

describe("an attempt that failed and is tried again", () => {
  it("leaves its end, its line in the log and why the next one comes, and ends its stall", async () => {
    const { watching, facts, told, said } = between();
    const made: MadeAttempt = {
      ...{ number: 1, status: "failed", category: "network", cause: "a secret refused.", tookMs: 5000 },
      ...{ records: 3, nextBlock: null, decision: { retry: true, waitMs: 30_000, reason: "" } },
    };
    const tried = {
      start: {
        number: 1,
        startedAt: 995_000,
        earlier: { claims: [{ stream: "a", side: "tap", records: 2 }] },
      },
      watched: {
        nextChunk: 7,
        reader: { claims: { list: () => [{ stream: "a", side: "tap", records: 3 }] } },
      },
      assessed: {
        evidence: {
          exit: { code: 1, signal: null },
          mapperBlocks: [],
          log: { blocks: [] },
          plan: { plugins: [], blocks: [] },
        },
      },
      made,
    } as unknown as Parameters<typeof tellRetry>[1];
    const use = { pid: 9, parent: 1, startedAt: "s", commandLine: "meltano", ageMs: 4000, cpuSeconds: 2 };
    const unseen = {
      reapedCpuSeconds: 0,
      rssBytes: 8,
      maxRssBytes: 9,
      diskReadBytes: 0,
      diskWrittenBytes: 0,
    };
    watching.resources.look([{ ...use, ...unseen }], { root: 9, at: 1_000_000 });
    const line = "Attempt 1 failed: network (a *** refused); next in 30 s.";
    expect(await tellRetry(watching, tried, [made])).toBe(8);
    expect(said).toEqual([line]);
    expect(facts).toMatchObject([
      {
        kind: "attempt",
        attempt: { number: 1, status: "failed", exitCode: 1, startedAt: 995_000, endedAt: 1_000_000 },
      },
      { kind: "plugin", plugin: { name: "meltano", exitCode: 1, cpuSeconds: 2, maxRssBytes: 9 } },
      { kind: "resources", plugins: [{ name: "meltano", cpuPercent: 50 }] },
      { kind: "claims", claims: [{ stream: "a", side: "tap", records: 5 }] },
      { kind: "run_changed", changes: { heartbeatAt: 1_000_000, notices: [line] } },
      {
        kind: "log",
        chunk: { number: 7, lines: [`pitchpipe: ${line}`] },
      },
    ]);
    expect(told).toEqual([[{ name: "pipeline_stalled" }]]);
    expect(watching.ending.size).toBe(0);
  });
});
