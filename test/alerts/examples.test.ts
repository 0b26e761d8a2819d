import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../projects/command.ts";
import { cleanEnvironment } from "../projects/make-project.ts";
import { repository } from "../setup/cache-folder.ts";
import { ensureDist, pitchpipeBin } from "../setup/dist.ts";
import { makeScratchProject, type ScratchProject } from "./project.ts";

const folder = join(repository, "examples", "alerts");
let project: ScratchProject;

beforeAll(async () => {
  await ensureDist(() => undefined);
  project = makeScratchProject();
  // Each alert alone: otherwise those of one type wait for one another.
  project.configure(
    "channels: {ops: {type: log, path: ops.jsonl, format: json}}\nroute: {channel: ops, group_by: ['...']}\n",
  );
});

afterAll(() => project[Symbol.asyncDispose]());

/** Runs an example as a user would, in a project of his. */
async function example(file: string, ...args: string[]) {
  const [command, ...first] = file.endsWith(".sh") ? ["sh"] : [process.execPath];
  const env = { ...cleanEnvironment(), PITCHPIPE: `${process.execPath} ${pitchpipeBin}` };
  const outcome = await run(command ?? "sh", [...first, join(folder, file), ...args], {
    cwd: project.root,
    env,
  });
  expect(outcome.exitCode, outcome.stderr).toBe(0);
  return JSON.parse(outcome.stdout);
}

const expected: Readonly<Record<string, object>> = {
  "slow-query.sh": {
    category: "database",
    priority: "critical",
    title: "High query duration - warehouse",
    message: "Query duration is at 12.4 s (threshold: 5 s, exceeded by 148.0 %)",
    details: { rows_examined: 48210993 },
    recommendations: [expect.stringContaining("Add an index")],
  },
  "high-cpu.sh": {
    title: "High CPU usage - web-server-01",
    message: "CPU is at 92 % (threshold: 80 %, exceeded by 15.0 %)",
    priority: "medium",
    details: {
      top_processes: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]),
    },
    recommendations: [
      expect.stringMatching(/^Look at .+ first on web-server-01 \(because it is the busiest/),
    ],
  },
  "application-error.sh": {
    priority: "critical",
    priority_reason: "the error's type is DatabasePoolExhausted",
    details: {
      stack_trace: expect.stringContaining("at loadOrder"),
      endpoint: "/api/orders",
      affected_users: 37,
      error_count: 112,
      related_logs: [expect.any(String), expect.any(String)],
    },
    recommendations: expect.arrayContaining([expect.stringContaining("Look at the database first")]),
  },
  "memory-leak.sh": {
    title: "High memory usage - worker-3",
    message: "Memory is at 1840 MB (threshold: 1500 MB, exceeded by 22.7 %)",
    priority: "high",
    annotations: { runbook: "https://wiki.example.com/memory" },
    details: { trend_mb: { "12:00": 1840 } },
  },
  "api-degradation.sh": {
    type: "performance",
    message: "API response time P95 is at 1870 ms (threshold: 800 ms, exceeded by 133.8 %)",
    priority: "critical",
    details: { endpoint: "/api/orders", percentile: "95" },
  },
  "service-unavailable.sh": {
    type: "connection_error",
    category: "availability",
    severity: "critical",
    status: "active",
    labels: { plugin: "tap-oracle-wms", resource: "wms-api" },
  },
  "brute-force.sh": { type: "security", category: "security", labels: { source_ip: "203.0.113.7" } },
  "business-drop.sh": {
    category: "business",
    title: "Low orders per hour - shop-br",
    message: "Orders per hour is at 140 (threshold: 400, below it by 65.0 %)",
    priority: "critical",
  },
};

describe("the examples", () => {
  it.each(Object.entries(expected))(
    "%s sends what it says, and the channel takes it",
    async (file, alert) => {
      expect(await example(file)).toMatchObject({
        ...alert,
        notifications: [{ channel: "ops", kind: "firing", status: "accepted" }],
      });
    },
  );

  it("end what is over", async () => {
    expect(await example("service-unavailable.sh", "up")).toMatchObject({
      status: "resolved",
      notifications: [{ kind: "firing" }, { kind: "resolved", status: "accepted" }],
    });
  });

  it("send a block of measurements with the library, and only what is beyond its threshold", async () => {
    const { alerts } = await example("threshold-block.mjs");
    expect(
      alerts.map(({ title, priority }: { title: string; priority: string }) => `${priority} ${title}`),
    ).toEqual([
      "medium Low validation success rate - orders-api",
      "high Low cache hit rate - orders-api",
      "critical High response time - orders-api",
      "critical High error rate - orders-api",
      "medium High memory usage - orders-api",
    ]);
    expect(alerts[0].message).toBe(
      "Validation success rate is at 94.2 % (threshold: 99 %, below it by 4.8 %)",
    );
  });

  it("are all run here", () => {
    const files = readdirSync(folder).filter((file) => /\.(sh|mjs)$/.test(file));
    expect(files.sort()).toEqual([...Object.keys(expected), "threshold-block.mjs"].sort());
  });
});
