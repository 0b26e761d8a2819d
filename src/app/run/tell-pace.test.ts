import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Run } from "../../model/run.ts";
import { tellPace } from "./tell-pace.ts";
import type { Watching } from "./watching.ts";

const startedAt = Date.parse("2026-03-02T12:00:00Z");
beforeEach(() => vi.useFakeTimers({ now: startedAt }));
afterEach(() => vi.useRealTimers());

const past = (runId: string) =>
  ({ runId, status: "success", startedAt: 0, endedAt: 2_400_000, source: "runner" }) as Run;

/** A run that goes on; `seen` are its records, those of the good runs before were 1,000 each. */
function going(
  line: object = { logFormat: "text" },
  good = [past("a"), past("b"), past("c")],
  extra: object = {},
) {
  const said: string[] = [];
  const store = {
    runs: { list: async () => good },
    blocks: { ofRun: async (runId: string) => [{ records: runId === "now" ? 250 : 1000 }] },
  };
  const end = tellPace({
    request: { line, say: (text: string) => said.push(text), ...extra },
    project: {
      store: async () => store,
      clock: { now: () => Date.now() },
      config: { settings: { sla: [], timezone: "UTC" } },
      project: { schedules: [] },
    },
    run: { runId: "now", job: "daily-load", environment: "dev", project: "p", startedAt },
    phase: { attempt: 1 },
  } as unknown as Watching);
  return { said, end };
}

it("says now and then where the run stands, until it is over", async () => {
  const { said, end } = going();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(said).toEqual([
    "daily-load: 25 % of the usual, about 12:40.",
    "daily-load: 25 % of the usual, about 12:40.",
  ]);
  end();
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(said).toHaveLength(2);
});

it.each<[string, Parameters<typeof going>]>([
  ["a log of JSON lines", [{ logFormat: "json" }]],
  ["too few good runs", [{ logFormat: "text" }, [past("a"), past("b")]]],
  ["a live view", [{ logFormat: "text" }, undefined, { onProgress: () => undefined }]],
])("says nothing with %s", async (_case, args) => {
  const { said, end } = going(...args);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  end();
  expect(said).toEqual([]);
});
