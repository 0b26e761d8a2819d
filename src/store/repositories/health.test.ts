import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import type { HealthState, HealthStatus } from "../../model/health.ts";

const state = (check: string, at: number, status: HealthStatus = "healthy"): HealthState => ({
  result: {
    check,
    type: "tcp",
    status,
    message: `seen at ${at}`,
    details: { port: 1 },
    latencySeconds: status === "unknown" ? null : 0.25,
    checkedAt: at,
  },
  streaks: { unhealthy: 0, notHealthy: 0, notUnhealthy: 1, healthy: 1 },
  told: null,
  settingsHash: "abc",
});

describe.each(databaseKinds)("what is known of health checks on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("is the last state of each, and every result, newest first", async () => {
    await store().health.record("p/dev", [state("a", now), state("b", now, "unhealthy")]);
    await store().health.record("p/dev", [state("a", now + 5, "unknown")]);
    const states = await store().health.states("p/dev");
    expect(states.get("a")).toEqual(state("a", now + 5, "unknown"));
    expect(states.get("b")?.result.status).toBe("unhealthy");
    expect(await store().health.states("p/prod")).toEqual(new Map());
    expect(await store().health.history("p/dev", "a", { since: now, limit: 10 })).toEqual([
      { status: "unknown", message: `seen at ${now + 5}`, latencySeconds: null, checkedAt: now + 5 },
      { status: "healthy", message: `seen at ${now}`, latencySeconds: 0.25, checkedAt: now },
    ]);
    expect(await store().health.history("p/dev", "a", { since: now + 1, limit: 10 })).toHaveLength(1);
    expect(await store().health.history("p/dev", "a", { since: 0, limit: 1 })).toHaveLength(1);
  });

  it("is one point for one moment", async () => {
    await store().health.record("p", [state("a", now)]);
    await store().health.record("p", [state("a", now, "unhealthy")]);
    expect(await store().health.history("p", "a", { since: 0, limit: 10 })).toMatchObject([
      { status: "unhealthy" },
    ]);
  });

  it("goes with age, a few at a time, and the state of a check that is gone goes alone", async () => {
    for (const at of [1, 2, 3, now]) await store().health.record("p", [state("a", at)]);
    expect(await store().health.drop(now, 2)).toBe(2);
    expect(await store().health.drop(now, 2)).toBe(1);
    await store().health.forget("p", "a");
    expect(await store().health.states("p")).toEqual(new Map());
    expect(await store().health.history("p", "a", { since: 0, limit: 10 })).toHaveLength(1);
  });
});
