import { describe, expect, it } from "vitest";
import { failureSignal } from "../../test/alerts/samples.ts";
import type { Signal } from "../model/signal.ts";
import { factsOf } from "./alert-of-signal.ts";
import { priorityOf } from "./priority.ts";
import { thresholdText } from "./threshold.ts";

describe("priority", () => {
  it.each([
    [
      "critical over the threshold by more than half",
      { value: 121, threshold: 80 },
      "critical",
      "51.2 % over",
    ],
    ["high by more than a fifth", { value: 97, threshold: 80 }, "high", "21.3 % over"],
    ["medium by a fifth exactly", { value: 96, threshold: 80 }, "medium", "20.0 % over"],
    ["critical far below a threshold too", { value: 10, threshold: 80 }, "critical", "87.5 % below"],
    ["from severity where the threshold is 0", { value: 3, threshold: 0 }, "high", "its severity is error"],
    [
      "critical for a database error",
      { details: { error_type: "DatabaseTimeout" } },
      "critical",
      "DatabaseTimeout",
    ],
    ["critical for many users", { details: { affected_users: 11 } }, "critical", "11 users"],
    ["from severity for ten users", { details: { affected_users: 10 } }, "high", "severity"],
    ["high for many errors", { severity: "info", details: { error_count: 6 } }, "high", "6 errors"],
    ["low for info", { severity: "info" }, "low", "severity is info"],
    ["medium for a warning", { severity: "warning" }, "medium", "severity is warning"],
    ["critical for critical", { severity: "critical" }, "critical", "severity is critical"],
  ] satisfies [string, Partial<Signal>, string, string][])("is %s", (_, parts, priority, reason) => {
    const decided = priorityOf(failureSignal(parts));
    expect(decided.priority).toBe(priority);
    expect(decided.reason).toContain(reason);
  });
});

describe("a threshold signal without words", () => {
  const silent = { title: "", message: "" };

  it.each([
    [
      { metric: "cpu_percent", value: 92, threshold: 80, labels: { resource: "web-server-01" } },
      "High CPU usage - web-server-01",
      "CPU is at 92 % (threshold: 80 %, exceeded by 15.0 %)",
    ],
    [
      {
        metric: "api_response_time_ms",
        value: 812.5,
        threshold: 500,
        details: { percentile: "95" },
        labels: {},
      },
      "High API response time",
      "API response time P95 is at 812.5 ms (threshold: 500 ms, exceeded by 62.5 %)",
    ],
    [
      { metric: "cache_hit_percent", value: 40, threshold: 80, labels: {} },
      "Low cache hit rate",
      "Cache hit rate is at 40 % (threshold: 80 %, below it by 50.0 %)",
    ],
    [
      { metric: "errors", value: 3, threshold: 0, labels: {} },
      "High errors",
      "Errors is at 3 (threshold: 0, exceeded)",
    ],
  ] satisfies [Partial<Signal>, string, string][])("%j gets its words", (parts, title, message) => {
    expect(factsOf(failureSignal({ ...silent, ...parts }))).toMatchObject({ title, message });
  });

  it("keeps the words its producer gave, and holds the metric", () => {
    const signal = failureSignal({ metric: "cpu_percent", value: 92, threshold: 80 });
    expect(factsOf(signal)).toMatchObject({ title: signal.title, metrics: { cpu_percent: 92 } });
  });

  it("says no percentage that is none", () => {
    const huge = failureSignal({ metric: "m", value: 1e300, threshold: 1e-300, title: "", message: "" });
    expect(thresholdText(huge)?.message).toBe("M is at 1e+300 (threshold: 1e-300, exceeded)");
    expect(priorityOf(huge).reason).not.toContain("Infinity");
  });

  it("falls back to its name where there is nothing to say", () => {
    expect(factsOf(failureSignal({ ...silent }))).toMatchObject({
      title: "pipeline_failure",
      message: "pipeline_failure",
    });
  });
});
