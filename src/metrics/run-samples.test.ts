import { describe, expect, it } from "vitest";
import { aBlock, aCount, aRun } from "../../test/fixtures/store/samples.ts";
import type { Run } from "../model/run.ts";
import { catalogue, metricNamed } from "./catalogue.ts";
import { type EndedRun, failuresInARow, runSamples } from "./run-samples.ts";

const start = Date.UTC(2026, 2, 2, 8);
const good = aRun({ status: "success", startedAt: start, endedAt: start + 20_000, complete: true });

function samplesOf(ended: Partial<EndedRun>): Record<string, number> {
  const nothing = { run: good, blocks: [], streams: [], plugins: [], claims: [], failuresInARow: 0 };
  return Object.fromEntries(runSamples({ ...nothing, ...ended }).map(({ metric, value }) => [metric, value]));
}

describe("the samples of a run", () => {
  it("are those of its run, streams and plugins, at its end, by names of the catalogue", () => {
    const samples = runSamples({
      run: good,
      blocks: [
        aBlock({ records: 300, bytesIn: 6_000 }),
        aBlock({ blockId: "b2", records: 100, bytesIn: 1_000 }),
      ],
      streams: [
        aCount({ records: 300, bytes: 5_000, quarantined: 2, firstAt: start, lastAt: start + 10_000 }),
      ],
      plugins: [{ name: "tap-x", role: "tap", exitCode: 0, cpuSeconds: 10, maxRssBytes: 5_000_000 }],
      claims: [{ stream: "orders", side: "tap", records: 1 }],
      failuresInARow: 0,
    });
    const values = samples.map(({ metric, value, labels }) => [
      metric,
      labels["stream"] ?? labels["plugin"] ?? "",
      value,
    ]);
    expect(values).toEqual([
      ["run_duration_seconds", "", 20],
      ["run_records", "", 400],
      ["run_bytes", "", 7_000],
      ["run_records_per_second", "", 20],
      ["run_failures_in_a_row", "", 0],
      ["stream_records", "orders", 300],
      ["stream_bytes", "orders", 5_000],
      ["stream_records_per_second", "orders", 30],
      ["stream_quarantined", "orders", 2],
      ["process_cpu_percent", "tap-x", 50],
      ["process_max_rss_bytes", "tap-x", 5_000_000],
    ]);
    for (const { metric, at, labels } of samples) {
      expect(at).toBe(good.endedAt);
      expect(metricNamed(metric)?.labels.toSorted()).toEqual(Object.keys(labels).sort());
    }
  });

  it("are only what was measured: never a zero for what nobody knows", () => {
    expect(samplesOf({})).toEqual({ run_duration_seconds: 20, run_failures_in_a_row: 0 });
    const lost: Run = { ...good, status: "lost", endedAt: null };
    expect(samplesOf({ run: lost, failuresInARow: 1 })).toEqual({ run_failures_in_a_row: 1 });
    expect(samplesOf({ run: { ...good, status: "unknown" }, failuresInARow: null })).toEqual({
      run_duration_seconds: 20,
    });
  });

  it("take what the tap said where no mapper counted", () => {
    const claims = [
      { stream: "a", side: "tap", records: 5 },
      { stream: "a", side: "target", records: 5 },
      { stream: "b", side: "tap", records: 2 },
    ] as const;
    expect(samplesOf({ claims })).toMatchObject({ run_records: 7, run_records_per_second: 0.35 });
  });

  it("say nothing of how long a run took of which only the end was told", () => {
    const pinged: Run = { ...good, source: "ping", startedAt: start, endedAt: start };
    expect(samplesOf({ run: pinged })).toEqual({ run_failures_in_a_row: 0 });
    expect(samplesOf({ run: { ...pinged, endedAt: start + 5_000 } })).toMatchObject({
      run_duration_seconds: 5,
    });
  });

  it("survive a clock that went back", () => {
    expect(samplesOf({ run: { ...good, endedAt: start - 5_000 } })).toMatchObject({
      run_duration_seconds: 0,
    });
  });
});

describe("failures in a row", () => {
  const of = (status: Run["status"], runId: string = status) => aRun({ runId, status });

  it("are counted back to the last good run; what nobody can judge neither counts nor ends them", () => {
    const earlier = [
      of("failed", "1"),
      of("unknown"),
      of("lost"),
      of("running"),
      of("success"),
      of("failed", "2"),
    ];
    expect(failuresInARow(of("timed_out"), earlier)).toBe(3);
    expect(failuresInARow(of("failed"), [])).toBe(1);
    expect(failuresInARow(of("success"), earlier)).toBe(0);
    expect(failuresInARow(of("unknown"), earlier)).toBeNull();
  });
});

describe("the catalogue", () => {
  it("names each metric once", () => {
    const names = catalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
