import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { sampleAlert } from "../../test/alerts/samples.ts";
import { routeSettings } from "./route-settings.ts";
import { stoppingLine } from "./stopping-line.ts";

const lineOf = (parts: Partial<typeof sampleAlert>): string =>
  stoppingLine({ ...sampleAlert, ...parts }).line;

describe("the line that would have stopped a false alarm", () => {
  it.each([
    [{ type: "pipeline_failure" }, "run: {alert_after_failures: 2}"],
    [{ type: "pipeline_stalled", labels: { job: "daily-load" } }, "jobs: {daily-load: {stall_after: 30m}}"],
    [{ type: "sla_breach", labels: { job: "a+b" } }, 'sla: [{job: "a+b", grace: 1h}]'],
    [
      { type: "data_quality", labels: { stream: "orders", check: "unique" } },
      "streams: {orders: {checks: [{unique: …, mode: shadow}]}}",
    ],
    [{ type: "volume_anomaly", labels: {} }, "run: {zero_records: ok}"],
    [
      { name: "slow", value: 100, threshold: 60, details: { rule: "slow", condition: "p95 > 60" } },
      'rules: [{name: slow, condition: "p95 > 120"}]',
    ],
    [
      { name: "few", value: 10, threshold: 60, details: { rule: "few", condition: "< 60" } },
      'rules: [{name: few, condition: "last < 8"}]',
    ],
    [{ name: "x y", value: null, details: { rule: "x y" } }, 'rules: [{name: "x y", enabled: false}]'],
  ] as const)("of %j", (parts, line) => {
    expect(lineOf(parts as Partial<typeof sampleAlert>)).toBe(line);
  });

  it("is otherwise a route, written so that the settings can read it whatever the name holds", () => {
    const line = lineOf({ type: "custom", name: `it's "odd"\n\\`, labels: { job: "daily", host: "h" } });
    const { route } = parse(line);
    expect(() => routeSettings.parse(route)).not.toThrow();
    expect(route.routes[0]).toMatchObject({
      min_severity: "critical",
      matchers: [expect.any(String), 'job="daily"'],
    });
  });
});
