import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failureSignal } from "../../../test/alerts/samples.ts";
import type { Signal } from "../../model/signal.ts";
import { factsOf } from "../alert-of-signal.ts";
import { readMetricName } from "./metric-name.ts";
import { topProcessOf } from "./top-process.ts";

const measured = (parts: Partial<Signal>): Signal =>
  failureSignal({
    type: "performance",
    category: "performance",
    title: "",
    message: "",
    labels: {},
    ...parts,
  });

describe("a threshold signal's title and message", () => {
  it.each([
    ["memory_percent", 91, 90, "High memory usage", "Memory is at 91 % (threshold: 90 %, exceeded by 1.1 %)"],
    [
      "disk_usage_percent",
      97.5,
      90,
      "High disk usage",
      "Disk is at 97.5 % (threshold: 90 %, exceeded by 8.3 %)",
    ],
    [
      "disk_free_percent",
      5,
      20,
      "Low free disk",
      "Free disk is at 5 % (threshold: 20 %, below it by 75.0 %)",
    ],
    [
      "memoryUsedMb",
      900,
      600,
      "High memory usage",
      "Memory is at 900 MB (threshold: 600 MB, exceeded by 50.0 %)",
    ],
    ["cpu_usage", 92, 80, "High CPU usage", "CPU is at 92 % (threshold: 80 %, exceeded by 15.0 %)"],
    [
      "response_time_ms",
      1200,
      500,
      "High response time",
      "Response time is at 1200 ms (threshold: 500 ms, exceeded by 140.0 %)",
    ],
    [
      "http.request.duration_seconds.p99",
      2,
      1,
      "High HTTP request duration",
      "HTTP request duration P99 is at 2 s (threshold: 1 s, exceeded by 100.0 %)",
    ],
    ["error_rate", 7.5, 5, "High error rate", "Error rate is at 7.5 (threshold: 5, exceeded by 50.0 %)"],
    [
      "error_percent",
      7.5,
      5,
      "High error rate",
      "Error rate is at 7.5 % (threshold: 5 %, exceeded by 50.0 %)",
    ],
    [
      "validation_success_rate",
      94.2,
      99,
      "Low validation success rate",
      "Validation success rate is at 94.2 % (threshold: 99 %, below it by 4.8 %)",
    ],
    [
      "cache_hit_ratio",
      0.42,
      0.8,
      "Low cache hit ratio",
      "Cache hit ratio is at 0.42 (threshold: 0.8, below it by 47.5 %)",
    ],
    [
      "queue_depth",
      1200,
      1000,
      "High queue depth",
      "Queue depth is at 1200 (threshold: 1000, exceeded by 20.0 %)",
    ],
    [
      "db_connections",
      95,
      80,
      "High DB connections",
      "DB connections is at 95 (threshold: 80, exceeded by 18.8 %)",
    ],
    [
      "orders_per_hour",
      40,
      100,
      "Low orders per hour",
      "Orders per hour is at 40 (threshold: 100, below it by 60.0 %)",
    ],
    ["cpu_percent", 80, 80, "High CPU usage", "CPU is at 80 % (threshold: 80 %, reached)"],
    [
      "cache_hit_percent",
      90,
      80,
      "High cache hit rate",
      "Cache hit rate is at 90 % (threshold: 80 %, above it by 12.5 %)",
    ],
    ["balance", -5, 0, "Low balance", "Balance is at -5 (threshold: 0, below it)"],
    ["loss", 0.00012345, 0.0001, "High loss", "Loss is at 0.000123 (threshold: 0.0001, exceeded by 23.4 %)"],
    ["__", 2, 1, "High __", "__ is at 2 (threshold: 1, exceeded by 100.0 %)"],
  ])("of %s at %d with %d", (metric, value, threshold, title, message) => {
    expect(factsOf(measured({ metric, value, threshold }))).toMatchObject({ title, message });
  });

  it("takes the percentile that was given, as number or text", () => {
    for (const percentile of [95, "95", "p95"])
      expect(
        factsOf(measured({ metric: "latency_ms", value: 2, threshold: 1, details: { percentile } })).message,
      ).toContain("Latency P95 is at 2 ms");
  });
});

describe("priority of a threshold signal", () => {
  it.each([
    ["cpu_percent", 125, 80, "critical", "56.3 % over the threshold, more than 50 %"],
    ["cpu_percent", 10, 80, "medium", "87.5 % below the threshold, the good side of it"],
    ["cache_hit_rate", 30, 80, "critical", "62.5 % below the threshold, more than 50 %"],
    ["cache_hit_rate", 100, 50, "medium", "100.0 % over the threshold, the good side of it"],
    ["validation_success_rate", 70, 99, "high", "29.3 % below the threshold, more than 20 %"],
    ["free_memory_mb", 10, 100, "critical", "90.0 % below the threshold, more than 50 %"],
    ["orders_per_hour", 40, 100, "critical", "60.0 % below the threshold, more than 50 %"],
    ["errors", 3, 3, "medium", "0.0 % over the threshold, not more than 20 %"],
  ])("%s at %d with %d is %s", (metric, value, threshold, priority, priorityReason) => {
    expect(factsOf(measured({ metric, value, threshold }))).toMatchObject({ priority, priorityReason });
  });
});

describe("recommendations", () => {
  it("name the busiest process that was reported, and say why", () => {
    const details = {
      top_processes: [
        { name: "postgres", cpu_percent: 61 },
        { name: "node", cpu_percent: 12 },
      ],
    };
    const labels = { resource: "web-1" };
    expect(
      factsOf(measured({ metric: "cpu_percent", value: 130, threshold: 80, details, labels }))
        .recommendations,
    ).toEqual([
      "Look at postgres (61 %) first on web-1 (because it is the busiest process that was reported).",
      "Stop or move work that can wait, or give it more CPU (because CPU is more than 50 % beyond its threshold).",
    ]);
  });

  it("explain a percentile", () => {
    const signal = measured({
      metric: "latency_ms",
      value: 1.2,
      threshold: 1,
      details: { percentile: "99.9" },
    });
    expect(factsOf(signal).recommendations[1]).toContain("P99.9 is what the slowest 0.1 % take at least");
  });

  it.each(
    "cpu_percent memory_percent disk_percent response_time_ms error_rate cache_hit_rate validation_success_rate queue_depth connections run_duration_seconds run_records run_failures_in_a_row stream_violations bookmark_age_seconds notifications_failed health_up widgets".split(
      " ",
    ),
  )("are there for %s, each with its reason", (metric) => {
    const { recommendations } = factsOf(measured({ metric, value: 4, threshold: 2 }));
    expect(recommendations.length).toBeGreaterThan(0);
    for (const text of recommendations) expect(text).toMatch(/[^.] \(because .+\)\.$/);
  });

  it("are the producer's own where he gave any, and none where nothing was measured", () => {
    const given = measured({ metric: "cpu_percent", value: 9, threshold: 8, recommendations: ["Wait."] });
    expect(factsOf(given).recommendations).toEqual(["Wait."]);
    expect(factsOf(failureSignal()).recommendations).toEqual([]);
  });

  it("of an application error go by what it brought", () => {
    const details = {
      error_type: "DatabaseTimeout",
      endpoint: "/api/orders",
      stack_trace: "Error\n  at f",
      affected_users: 12,
    };
    const { recommendations } = factsOf(failureSignal({ details }));
    expect(recommendations.map((text) => text.split(" ").slice(0, 3).join(" "))).toEqual([
      "Look at the",
      "Compare the logs",
      "Begin at the",
      "Tell those who",
    ]);
    expect(factsOf(failureSignal({ details, category: "security" })).recommendations).toEqual([]);
  });
});

describe("what a metric's name says", () => {
  it.each([
    ["cache_miss_rate", "unknown"],
    ["cache_hits", "cache_hits"],
    ["memory_hit", "cache_hits"],
    ["constructor", "unknown"],
    ["stream_quarantined", "stream_quality"],
  ])("%s is about %s", (metric, kind) => {
    expect(readMetricName(metric).kind).toBe(kind);
  });
});

describe("the busiest process", () => {
  it.each([
    [undefined, null],
    [[], null],
    [["postgres 61 %"], "postgres 61 %"],
    [[{ command: "node", percent: 3 }], "node (3 %)"],
    [[{ command: "node" }], "node"],
    [[{ pid: 3 }], null],
    [[7], null],
    ["node", null],
    [[[1]], null],
  ])("of %j is %s", (processes, text) => {
    expect(topProcessOf(processes)).toBe(text);
  });
});

describe("any metric at all", () => {
  it("gets words, a priority and advice, and never a word that is no text", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.string(), number, number, fc.jsonValue(), (metric, value, threshold, processes) => {
        const details = { top_processes: processes as never, percentile: "95" };
        const facts = factsOf(measured({ metric, value, threshold, details }));
        const texts = [facts.title, facts.message, facts.priorityReason, ...facts.recommendations];
        for (const text of texts) expect(text).not.toMatch(/undefined|NaN|\[object/);
        expect(facts.title).not.toBe("");
      }),
    );
  });
});
