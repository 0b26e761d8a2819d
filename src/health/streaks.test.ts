import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HealthState, type HealthStatus, healthStatuses } from "../model/health.ts";
import { nextState } from "./streaks.ts";

type State = Pick<HealthState, "streaks" | "told">;

/** What stands after each of these results. */
function told(
  results: readonly HealthStatus[],
  { failures = 1, successes = 1, blocked = false } = {},
): HealthState["told"][] {
  let state: State | undefined;
  return results.map((status) => {
    state = nextState(state, status, { failures, successes, blocked });
    return state.told;
  });
}

describe("what is told of a check", () => {
  it("is told after so many bad results in a row, and ended after so many good ones", () => {
    const score: HealthStatus[] = [
      "unhealthy",
      "unhealthy",
      "healthy",
      "unhealthy",
      "unhealthy",
      "unhealthy",
      "healthy",
      "healthy",
    ];
    expect(told(score, { failures: 3, successes: 2 })).toEqual([
      null,
      null,
      null,
      null,
      null,
      "unhealthy",
      "unhealthy",
      null,
    ]);
  });

  it("is not counted on either side by what could not be made", () => {
    expect(told(["unhealthy", "unknown", "unhealthy"], { failures: 2 })).toEqual([null, null, "unhealthy"]);
    expect(told(["unhealthy", "unknown", "unknown"])).toEqual(["unhealthy", "unhealthy", "unhealthy"]);
    expect(told(["unknown", "unknown"])).toEqual([null, null]);
  });

  it("gets worse from degraded, and better to it", () => {
    expect(told(["degraded", "unhealthy", "degraded", "healthy"])).toEqual([
      "degraded",
      "unhealthy",
      "degraded",
      null,
    ]);
  });

  it("never gets worse while something else is to blame, and ends all the same", () => {
    expect(told(["unhealthy", "unhealthy"], { blocked: true })).toEqual([null, null]);
    const before = nextState(undefined, "unhealthy", { failures: 1, successes: 1, blocked: false });
    expect(nextState(before, "unhealthy", { failures: 1, successes: 1, blocked: true }).told).toBe(
      "unhealthy",
    );
    expect(nextState(before, "healthy", { failures: 1, successes: 1, blocked: true }).told).toBeNull();
  });

  it("always ends after enough good results, whatever came before", () => {
    const results = fc.array(fc.constantFrom(...healthStatuses));
    const counts = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(results, counts, counts, (before, failures, successes) => {
        const good = Array.from({ length: successes }, (): HealthStatus => "healthy");
        expect(told([...before, ...good], { failures, successes }).at(-1)).toBeNull();
      }),
    );
  });
});
