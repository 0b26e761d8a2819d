import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HealthStatus } from "../model/health.ts";
import { blame, findCycle, overall, withDependencies } from "./graph.ts";

const graph = (edges: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(edges));
const seen = (statuses: Readonly<Record<string, HealthStatus>>) =>
  Object.entries(statuses).map(([check, status]) => ({ check, status }));

describe("a circle", () => {
  it("is found with the names on it, also with itself", () => {
    expect(findCycle(graph({ a: ["b"], b: ["c"], c: ["b"] }))).toEqual(["b", "c", "b"]);
    expect(findCycle(graph({ a: ["a"] }))).toEqual(["a", "a"]);
  });

  it("is none where two ways lead to one, or a name isn't there", () => {
    expect(findCycle(graph({ a: ["b", "c"], b: ["d"], c: ["d", "gone"], d: [] }))).toBeNull();
  });

  it("is found in no graph whose edges all point forward, and in a chain of any length", () => {
    const forward = fc.array(
      fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1]),
    );
    fc.assert(
      fc.property(forward, (edges) => {
        const lists = Map.groupBy(edges, ([from]) => String(from));
        const all = new Map([...lists].map(([from, some]) => [from, some.map(([, to]) => String(to))]));
        expect(findCycle(all)).toBeNull();
      }),
    );
    const chain = new Map(Array.from({ length: 50_000 }, (_, at) => [String(at), [String(at + 1)]] as const));
    expect(findCycle(chain)).toBeNull();
  });
});

describe("the blame", () => {
  const edges = graph({
    wms: ["vpn"],
    warehouse: ["vpn"],
    vpn: ["router"],
    router: [],
    report: ["warehouse"],
  });

  it("goes to the deepest that is unhealthy, and the rest is blocked", () => {
    const blames = blame(
      seen({
        wms: "unhealthy",
        warehouse: "unhealthy",
        vpn: "unhealthy",
        router: "unhealthy",
        report: "unhealthy",
      }),
      edges,
    );
    expect(blames.get("report")).toEqual({ blockedBy: ["warehouse"], rootCause: "router" });
    expect(blames.get("vpn")).toEqual({ blockedBy: ["router"], rootCause: "router" });
    expect(blames.get("router")).toEqual({ blockedBy: [], rootCause: null });
  });

  it("passes through what nothing is known of only where that is blocked itself", () => {
    const through = blame(seen({ report: "unhealthy", warehouse: "unknown", vpn: "unhealthy" }), edges);
    expect(through.get("report")).toEqual({ blockedBy: ["warehouse"], rootCause: "vpn" });
    const alone = blame(seen({ report: "unhealthy", warehouse: "unknown", vpn: "healthy" }), edges);
    expect(alone.get("report")).toEqual({ blockedBy: [], rootCause: null });
  });

  it("never falls on what answers in spite of all", () => {
    expect(blame(seen({ wms: "healthy", vpn: "unhealthy" }), edges).get("wms")?.blockedBy).toEqual([]);
    expect(blame(seen({ wms: "degraded", vpn: "unhealthy" }), edges).get("wms")?.blockedBy).toEqual([]);
  });
});

it("all that something depends on is looked at with it", () => {
  expect(withDependencies(["a"], graph({ a: ["b"], b: ["c"], d: [] }))).toEqual(["a", "b", "c"]);
});

it.each<[HealthStatus[], HealthStatus]>([
  [["healthy", "unknown"], "unknown"],
  [["degraded", "unknown"], "degraded"],
  [["unhealthy", "degraded", "unknown"], "unhealthy"],
  [["healthy"], "healthy"],
  [[], "unknown"],
])("of %j the whole is %s", (statuses, whole) => {
  expect(overall(statuses)).toBe(whole);
});
